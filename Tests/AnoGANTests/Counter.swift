import Training

/// Counts steps.
final class Counter: TrainingObserver {
  private(set) var count = 0

  func stepped(_ report: StepReport) { count += 1 }
}

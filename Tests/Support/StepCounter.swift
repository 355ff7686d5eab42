import Training

/// Counts the steps of a training.
public final class StepCounter: TrainingObserver {
  /// The steps so far.
  public private(set) var count = 0

  /// Begins with none.
  public init() {}

  /// Counts a step.
  public func stepped(_ report: StepReport) { count += 1 }
}

/// Rises on a line to the full rate, then follows another schedule from its beginning.
public struct WarmUp: LearningRateSchedule {
  private let stepCount: Int
  private let start: Double
  private let rest: any LearningRateSchedule

  /// Creates a schedule.
  ///
  /// - Parameters:
  ///   - stepCount: The number of steps before the full rate.
  ///   - start: The factor of the first step.
  ///   - rest: The schedule that follows.
  public init(
    stepCount: Int, from start: Double = 0, then rest: any LearningRateSchedule = Lambda.constant
  ) {
    self.stepCount = stepCount
    self.start = start
    self.rest = rest
  }

  public func factor(at step: Int) -> Double {
    guard step < stepCount else { return rest.factor(at: step - stepCount) }
    return start + (1 - start) * Double(step) / Double(stepCount)
  }
}

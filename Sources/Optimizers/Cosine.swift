import Foundation

/// Falls from 1 to `end` along half a cosine.
///
/// Source: Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2017.
public struct Cosine: LearningRateSchedule {
  private let stepCount: Int
  private let end: Double

  /// Creates a schedule.
  ///
  /// - Parameters:
  ///   - stepCount: The step at which the end is reached.
  ///   - end: The factor from then on.
  public init(stepCount: Int, end: Double = 0) {
    self.stepCount = max(1, stepCount)
    self.end = end
  }

  public func factor(at step: Int) -> Double {
    let share = min(1, Double(step) / Double(stepCount))
    return end + (1 - end) * (1 + cos(.pi * share)) / 2
  }
}

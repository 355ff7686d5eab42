import Foundation

/// Multiplies the rate by `decay` every `interval` steps.
public struct StepSchedule: LearningRateSchedule {
  private let interval: Int
  private let decay: Double

  /// Creates a schedule.
  ///
  /// - Parameters:
  ///   - interval: The number of steps between two decays.
  ///   - decay: What the rate is multiplied by.
  public init(every interval: Int, decay: Double = 0.1) {
    self.interval = max(1, interval)
    self.decay = decay
  }

  public func factor(at step: Int) -> Double { pow(decay, Double(step / interval)) }
}

import Foundation

/// Multiplies the rate by `decay` at each of some steps.
public struct MultiStep: LearningRateSchedule {
  private let milestones: [Int]
  private let decay: Double

  /// Creates a schedule.
  ///
  /// - Parameters:
  ///   - milestones: The steps from which on the rate is smaller.
  ///   - decay: What the rate is multiplied by.
  public init(at milestones: [Int], decay: Double = 0.1) {
    self.milestones = milestones
    self.decay = decay
  }

  public func factor(at step: Int) -> Double {
    pow(decay, Double(milestones.filter { $0 <= step }.count))
  }
}

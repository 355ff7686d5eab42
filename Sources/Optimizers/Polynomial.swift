import Foundation

/// Falls to zero as a power of the rest: `(1 − step / stepCount)^power`.
///
/// Source: Zhao et al., "Pyramid Scene Parsing Network", 2017, section 5.1, with power 0.9.
public struct Polynomial: LearningRateSchedule {
  private let stepCount: Int
  private let power: Double

  /// Creates a schedule.
  ///
  /// - Parameters:
  ///   - stepCount: The step at which the rate is zero.
  ///   - power: The exponent; 1 falls on a line.
  public init(stepCount: Int, power: Double = 0.9) {
    self.stepCount = max(1, stepCount)
    self.power = power
  }

  public func factor(at step: Int) -> Double {
    pow(max(0, 1 - Double(step) / Double(stepCount)), power)
  }
}

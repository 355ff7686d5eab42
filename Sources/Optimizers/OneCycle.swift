import Foundation

/// Rises to the full rate and falls below where it began, both along half a cosine.
///
/// Source: Smith and Topin, "Super-Convergence", 2018, with the steps of PyTorch's `OneCycleLR`.
public struct OneCycle: LearningRateSchedule {
  private let peak: Double
  private let last: Double
  private let start: Double
  private let end: Double

  /// Creates a schedule.
  ///
  /// - Parameters:
  ///   - stepCount: The number of steps of the training.
  ///   - riseShare: The share of the steps in which the rate rises.
  ///   - startDivisor: The full rate over the first one.
  ///   - endDivisor: The first rate over the last one.
  public init(
    stepCount: Int, riseShare: Double = 0.3, startDivisor: Double = 25, endDivisor: Double = 1e4
  ) {
    peak = riseShare * Double(stepCount) - 1
    last = Double(stepCount - 1)
    start = 1 / startDivisor
    end = start / endDivisor
  }

  public func factor(at step: Int) -> Double {
    let step = Double(step)
    return step <= peak
      ? Self.between(start, 1, at: peak > 0 ? step / peak : 1)
      : Self.between(1, end, at: last > peak ? min(1, (step - peak) / (last - peak)) : 1)
  }

  /// Half a cosine from `first` to `second`.
  private static func between(_ first: Double, _ second: Double, at share: Double) -> Double {
    second + (first - second) / 2 * (1 + cos(.pi * share))
  }
}

/// A schedule by any function of the step.
public struct Lambda: LearningRateSchedule {
  private let body: @Sendable (Int) -> Double

  /// Creates a schedule.
  ///
  /// - Parameter body: What the learning rate is multiplied by in a step, counted from 0.
  public init(_ body: @escaping @Sendable (Int) -> Double) {
    self.body = body
  }

  /// A rate that stays as it is.
  public static let constant = Lambda { _ in 1 }

  public func factor(at step: Int) -> Double { body(step) }
}

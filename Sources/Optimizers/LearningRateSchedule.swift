/// How the learning rate changes over the steps of a training.
///
/// A schedule is a function of the step alone, so a resumed training needs nothing but its step.
public protocol LearningRateSchedule: Sendable {
  /// What the learning rate is multiplied by in step `step`, counted from 0.
  func factor(at step: Int) -> Double
}

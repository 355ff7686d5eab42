import Optimizers

/// What the settings of all trainings of classifiers of texts have.
public protocol TextFineTuneOptions {
  /// The number of passes over the data.
  var epochCount: Int { get }
  /// The texts of a step.
  var batchSize: Int { get }
  /// The most texts computed at once.
  var microBatchSize: Int? { get }
  /// The largest learning rate.
  var learningRate: Double { get }
  /// The share of the steps in which the learning rate rises; it falls to 0 in the others.
  var warmUpShare: Double { get }
  /// The weight decay.
  var weightDecay: Double { get }
  /// The largest norm of all gradients together.
  var gradientNormLimit: Float? { get }
  /// The epochs without a better score after which training stops.
  var patience: Int? { get }
  /// The number of epochs whose checkpoints are kept beside the best and the last.
  var keptCount: Int { get }
  /// What all random numbers follow from.
  var seed: UInt64 { get }
  /// What is wrong with the values; nil if nothing is.
  var problem: String? { get }
}

extension TextFineTuneOptions {
  /// The settings that every training has.
  var settings: TrainingSettings {
    TrainingSettings(
      epochCount: epochCount, seed: seed, microBatchSize: microBatchSize,
      gradientNormLimit: gradientNormLimit, patience: patience, keptCount: keptCount)
  }

  /// How the learning rate rises and falls.
  func schedule(stepsPerEpoch: Int) -> any LearningRateSchedule {
    let total = stepsPerEpoch * epochCount
    let warmUp = Int(warmUpShare * Double(total))
    return WarmUp(
      stepCount: warmUp, from: 0.01, then: Polynomial(stepCount: max(1, total - warmUp), power: 1))
  }

  /// What is wrong with the values that all trainings on texts have; nil if nothing is.
  package var trainingProblem: String? {
    if epochCount < 1 || epochCount > 1_000_000 { return "\(epochCount) epochs, not 1…1000000" }
    if batchSize < 1 || batchSize > 65536 { return "a batch of \(batchSize), not 1…65536" }
    if let size = microBatchSize, size < 1 { return "a micro-batch of \(size), not at least 1" }
    if !(learningRate > 0 && learningRate <= 1e6) {
      return "a learning rate of \(learningRate), not more than 0, up to 1000000"
    }
    if !(0...1).contains(warmUpShare) { return "a warm-up of \(warmUpShare), not a share in 0…1" }
    if !(weightDecay >= 0 && weightDecay <= 1) { return "a weight decay of \(weightDecay)" }
    if let limit = gradientNormLimit, !(limit > 0) { return "gradients of a norm up to \(limit)" }
    if let patience, patience < 1 { return "a patience of \(patience), not at least 1" }
    if keptCount < 0 { return "\(keptCount) kept checkpoints" }
    return nil
  }
}

import Training

/// How Efficient GAN is trained.
///
/// Rates and batches are those of a recipe for digits that many readers of the paper know. The 50
/// epochs are this package's, for the thousands of pictures that MNIST has of two digits; that recipe
/// goes 1,500 times over 400.
public struct EfficientGANFineTuneOptions: Codable, Sendable, Equatable {
  /// The number of passes over the data.
  public var epochCount: Int
  /// The pictures of a step.
  public var batchSize: Int
  /// The learning rate of generator and encoder.
  public var learningRate: Double
  /// The learning rate of the discriminator.
  public var discriminatorRate: Double
  /// The mean of the initial scales of batch normalization: 1, or 0 as in some published code.
  public var normScale: Float
  /// The share of the normal pictures that are not trained on: the threshold is chosen on them.
  public var validationShare: Double
  /// The share of these that is not above the threshold.
  public var quantile: Double
  /// The number of epochs whose networks are kept beside the last.
  public var keptCount: Int
  /// The seconds between two checkpoints.
  public var secondsBetweenCheckpoints: Double
  /// What all random numbers follow from.
  public var seed: UInt64

  /// The recipe.
  public init() {
    epochCount = 50
    batchSize = 64
    learningRate = 1e-4
    discriminatorRate = 2.5e-5
    normScale = 1
    validationShare = 0.1
    quantile = 0.95
    keptCount = 3
    secondsBetweenCheckpoints = 30
    seed = 1234
  }

  /// What is wrong with the values; nil if nothing is.
  public var problem: String? {
    if epochCount < 1 || epochCount > 1_000_000 { return "\(epochCount) epochs, not 1…1000000" }
    // Batch normalization needs two.
    if batchSize < 2 || batchSize > 65536 { return "a batch of \(batchSize), not 2…65536" }
    for rate in [learningRate, discriminatorRate] where !(rate > 0 && rate <= 1e6) {
      return "a learning rate of \(rate)"
    }
    if !normScale.isFinite { return "a scale of \(normScale)" }
    if !(validationShare > 0 && validationShare < 1) {
      return "a validation share of \(validationShare), not within 0…1"
    }
    if !(0...1).contains(quantile) { return "a quantile of \(quantile), not 0…1" }
    if keptCount < 0 { return "\(keptCount) kept checkpoints" }
    if !(secondsBetweenCheckpoints >= 0) {
      return "\(secondsBetweenCheckpoints) seconds between checkpoints"
    }
    return nil
  }
}

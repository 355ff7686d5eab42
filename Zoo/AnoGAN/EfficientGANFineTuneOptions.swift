import Training

/// How Efficient GAN is trained.
///
/// Rates and batches are those of a recipe for digits that many readers of the paper know. The 50
/// epochs are this package's, for the thousands of pictures that MNIST has of two digits; that recipe
/// goes 1,500 times over 400.
public struct EfficientGANFineTuneOptions: Codable, Sendable, Equatable {
  /// How the networks are trained; the generator's rate is the encoder's too, and of the samples
  /// there is a row.
  public var training: AdversarialOptions
  /// The mean of the initial scales of batch normalization: 1, or 0 as in some published code.
  public var normScale: Float
  /// The share of the normal pictures that are not trained on: the threshold is chosen on them.
  public var validationShare: Double
  /// The share of these that is not above the threshold.
  public var quantile: Double

  /// The recipe.
  public init() {
    training = AdversarialOptions(epochCount: 50)
    training.discriminatorRate = 2.5e-5
    training.sampleCount = 8
    training.keptCount = 3
    normScale = 1
    validationShare = 0.1
    quantile = 0.95
  }

  /// What is wrong with the values; nil if nothing is.
  public var problem: String? {
    if let problem = training.problem { return problem }
    if training.betas != nil || training.averageDecay != nil {
      return "betas or an average cannot be chosen: Efficient GAN has its own, and none"
    }
    // Batch normalization needs two.
    if training.batchSize < 2 {
      return "a batch of \(training.batchSize) cannot be trained: give 2…65536"
    }
    if !normScale.isFinite { return "a scale of \(normScale), not a number" }
    if !(validationShare > 0 && validationShare < 1) {
      return "a validation share of \(validationShare), not within 0…1"
    }
    if !(0...1).contains(quantile) { return "a quantile of \(quantile), not 0…1" }
    return nil
  }
}

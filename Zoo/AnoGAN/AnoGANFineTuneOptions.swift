import Training

/// How AnoGAN is trained, and how its threshold is chosen.
public struct AnoGANFineTuneOptions: Codable, Sendable, Equatable {
  /// How generator and discriminator are trained: as DCGAN, for 300 epochs.
  public var training: AdversarialOptions
  /// How the latent vectors of pictures are searched for.
  public var search: LatentSearchOptions
  /// The most pictures of each class that are trained on, the first ones; nil for all.
  public var picturesPerClass: Int?
  /// The share of the normal pictures that are not trained on: the threshold is chosen on them.
  public var validationShare: Double
  /// The most pictures that it is chosen on: each is searched for.
  public var validationLimit: Int
  /// The share of these that is not above the threshold.
  public var quantile: Double

  /// The recipe.
  public init() {
    training = AdversarialOptions(epochCount: 300)
    search = LatentSearchOptions()
    picturesPerClass = 200
    validationShare = 0.1
    validationLimit = 200
    quantile = 0.95
  }

  /// What is wrong with the values; nil if nothing is.
  public var problem: String? {
    if let problem = training.problem ?? search.problem { return problem }
    if let count = picturesPerClass, count < 1 { return "\(count) pictures of each class" }
    if !(validationShare > 0 && validationShare < 1) {
      return "a validation share of \(validationShare), not within 0…1"
    }
    if validationLimit < 1 { return "a threshold from \(validationLimit) pictures" }
    if !(0...1).contains(quantile) { return "a quantile of \(quantile), not 0…1" }
    return nil
  }
}

/// What a checkpoint says of how pictures are scored with it.
public struct AnomalyScoring: Codable, Sendable, Equatable {
  /// The score above which a picture is anomalous.
  public var threshold: AnomalyThreshold?
  /// The share of the discrimination in the score: the one that counts.
  public var lambda: Double
  /// The names of the classes that are normal.
  public var normalClasses: [String]
  /// How the threshold's scores were searched for, by AnoGAN; its λ is the one of then.
  public var search: LatentSearchOptions?

  /// Describes a way to score.
  ///
  /// - Parameters:
  ///   - threshold: The score above which a picture is anomalous.
  ///   - lambda: The share of the discrimination, also in the search.
  ///   - normalClasses: The names of the classes that are normal.
  ///   - search: How latent vectors are searched for, by AnoGAN.
  public init(
    threshold: AnomalyThreshold? = nil, lambda: Double = AnomalyScore.lambda,
    normalClasses: [String] = [], search: LatentSearchOptions? = nil
  ) {
    self.threshold = threshold
    self.lambda = lambda
    self.normalClasses = normalClasses
    self.search = search
    self.search?.lambda = lambda
  }

  /// What is wrong with the values; nil if nothing is.
  public var problem: String? {
    if !(0...1).contains(lambda) { return "a lambda of \(lambda), not 0…1" }
    if let threshold, !threshold.score.isFinite { return "a threshold of \(threshold.score)" }
    return search?.problem
  }
}

/// What a checkpoint says of how pictures are scored with it.
public struct AnomalyScoring: Codable, Sendable, Equatable {
  /// From which score on a picture is anomalous.
  public var threshold: AnomalyThreshold?
  /// The share of the discrimination in the score.
  public var lambda: Double
  /// The names of the classes that are normal.
  public var normalClasses: [String]
  /// How the threshold's scores were searched for, by AnoGAN.
  public var search: LatentSearchOptions?

  /// Describes a way to score.
  public init(
    threshold: AnomalyThreshold? = nil, lambda: Double = AnomalyScore.lambda,
    normalClasses: [String] = [], search: LatentSearchOptions? = nil
  ) {
    self.threshold = threshold
    self.lambda = lambda
    self.normalClasses = normalClasses
    self.search = search
  }
}

import Training

/// The score above which a picture counts as anomalous: a quantile of the scores of normal pictures
/// that the networks were not trained on.
public struct AnomalyThreshold: Codable, Sendable, Equatable {
  /// The quantile of the scores: a larger score is that of an anomaly, an equal one is normal.
  public var score: Double
  /// The share of normal pictures that is not above it.
  public var quantile: Double
  /// The number of normal pictures that it was chosen on.
  public var count: Int
  /// What these pictures are, such as `mnist, digits 7, 8`.
  public var data: String

  /// Creates a threshold.
  public init(score: Double, quantile: Double, count: Int, data: String) {
    self.score = score
    self.quantile = quantile
    self.count = count
    self.data = data
  }

  /// Chooses a threshold.
  ///
  /// Between two scores it is interpolated, as numpy's quantile.
  ///
  /// - Parameters:
  ///   - scores: The scores of normal pictures, one at least.
  ///   - quantile: The share of them that is not above the threshold, in 0…1.
  ///   - data: What the pictures are.
  public init(scores: [Double], quantile: Double = 0.95, data: String) {
    self.init(
      score: BinaryRanking.threshold(normalScores: scores, share: 1 - quantile),
      quantile: quantile, count: scores.count, data: data)
  }

  /// Whether a score is that of an anomaly.
  public func isExceeded(by score: AnomalyScore) -> Bool { score.exceeds(self.score) }
}

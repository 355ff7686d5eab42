import Losses
import Tensors

/// How far a picture is from its reconstruction: `(1 − λ) · residual + λ · discrimination`.
///
/// The figures are sums, so they grow with the number of pixels and of features: scores of networks
/// for different sizes do not compare.
///
/// Source: Schlegl et al., "Unsupervised Anomaly Detection with Generative Adversarial Networks to
/// Guide Marker Discovery", 2017, equations 1 to 3. https://arxiv.org/abs/1703.05921
public struct AnomalyScore: Sendable, Equatable, Codable {
  /// The sum of the absolute differences of all pixels, in −1…1 each.
  public var residual: Double
  /// The sum of the absolute differences of all features that the discriminator sees.
  public var discrimination: Double
  /// The share λ of the discrimination.
  public var lambda: Double

  /// Creates a score.
  public init(residual: Double, discrimination: Double, lambda: Double = AnomalyScore.lambda) {
    self.residual = residual
    self.discrimination = discrimination
    self.lambda = lambda
  }

  /// The paper's λ.
  public static let lambda = 0.1

  /// The score: the larger, the less normal.
  public var value: Double { (1 - lambda) * residual + lambda * discrimination }

  /// Whether it is that of an anomaly: larger than a threshold, not equal to it.
  public func exceeds(_ threshold: Double) -> Bool { value > threshold }
}

/// The parts of the scores of several pictures, on the tape if a reconstruction is.
struct AnomalyScores {
  /// The sums over pixels, `[N]`.
  let residuals: Tensor
  /// The sums over features, `[N]`.
  let discriminations: Tensor
  /// The share of the discriminations.
  let lambda: Double

  /// Compares pictures `[N, H, W, C]` and what the discriminator sees in them, `[N, features]`, with
  /// their reconstructions.
  init(
    _ images: Tensor, _ reconstructions: Tensor, features: Tensor, reconstructed: Tensor,
    lambda: Double
  ) {
    residuals = l1Loss(reconstructions, images, reduction: .none).sum(axes: [1, 2, 3])
    discriminations = l1Loss(reconstructed, features, reduction: .none).sum(axes: [1])
    self.lambda = lambda
  }

  /// The sum of all scores: what a search minimizes.
  var sum: Tensor {
    residuals.sum() * Float(1 - lambda) + discriminations.sum() * Float(lambda)
  }

  /// The scores, without a tape.
  var values: [AnomalyScore] {
    zip(residuals.scalars, discriminations.scalars).map {
      AnomalyScore(residual: Double($0), discrimination: Double($1), lambda: lambda)
    }
  }
}

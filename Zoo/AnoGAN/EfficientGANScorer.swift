import Kernels
import Tensors

/// Scores pictures with Efficient GAN: encoded, generated again and compared, all in one pass.
///
/// Source: Zenati et al., "Efficient GAN-Based Anomaly Detection", 2018, section 3.2: the score with
/// feature matching. https://arxiv.org/abs/1802.06222
public final class EfficientGANScorer: AnomalyScorer {
  /// The networks.
  public let networks: EfficientGAN
  public var scoring: AnomalyScoring
  /// The pictures computed at once, which bounds the memory.
  public var batchSize = 64
  public let warnings: [String]

  /// Creates a scorer.
  ///
  /// - Parameters:
  ///   - networks: Trained on normal pictures.
  ///   - scoring: The threshold and what it holds for.
  public convenience init(_ networks: EfficientGAN, scoring: AnomalyScoring = AnomalyScoring()) {
    self.init(networks, scoring: scoring, warnings: [])
  }

  init(_ networks: EfficientGAN, scoring: AnomalyScoring, warnings: [String]) {
    self.networks = networks
    self.scoring = scoring
    self.warnings = warnings
  }

  public var imageSize: Int { EfficientGANConfiguration.imageSize }

  public func examine(_ images: Tensor) -> [Anomaly] {
    Mode.with(.evaluation) { images.inBatches(of: batchSize).flatMap(examined) }
  }

  /// Looks at pictures all at once.
  private func examined(_ images: Tensor) -> [Anomaly] {
    let codes = networks.encoder(images)
    let reconstructions = networks.generator(codes)
    // Both pictures are judged with the code of the first.
    let scores = AnomalyScores(
      images, reconstructions, features: networks.discriminator(images, codes).features,
      reconstructed: networks.discriminator(reconstructions, codes).features,
      lambda: scoring.lambda)
    return scores.values.enumerated().map { row, score in
      Anomaly(
        score: score, input: images[row], reconstruction: reconstructions[row],
        latents: codes[row].scalars)
    }
  }
}

import DCGAN
import Tensors

/// Scores pictures with AnoGAN: the latent vector of each is searched for by gradient.
///
/// Source: Schlegl et al., "Unsupervised Anomaly Detection with Generative Adversarial Networks to
/// Guide Marker Discovery", 2017, section 2.2. https://arxiv.org/abs/1703.05921
public final class AnoGANScorer: AnomalyScorer {
  /// Makes pictures of latent vectors.
  public let generator: Generator
  /// Tells what it sees in pictures.
  public let discriminator: Discriminator
  public var scoring: AnomalyScoring
  public let warnings: [String]
  /// The moments of a search that are recorded, evenly apart; none by default.
  public var momentCount = 0
  private var settings: LatentSearchOptions

  /// The name by which the command and checkpoints know the model.
  public static let name = "anogan"

  /// Creates a scorer.
  ///
  /// - Parameters:
  ///   - generator: Trained on normal pictures.
  ///   - discriminator: Trained with it.
  ///   - scoring: The threshold and what it holds for.
  public convenience init(
    _ generator: Generator, _ discriminator: Discriminator,
    scoring: AnomalyScoring = AnomalyScoring()
  ) {
    self.init(generator, discriminator, scoring: scoring, warnings: [])
  }

  init(
    _ generator: Generator, _ discriminator: Discriminator, scoring: AnomalyScoring,
    warnings: [String]
  ) {
    self.generator = generator
    self.discriminator = discriminator
    self.scoring = scoring
    self.warnings = warnings
    settings = scoring.search ?? LatentSearchOptions()
  }

  /// How the latent vectors are searched for, with the λ of `scoring`; a threshold holds for the
  /// settings that it was chosen with.
  public var options: LatentSearchOptions {
    get {
      var options = settings
      options.lambda = scoring.lambda
      return options
    }
    set {
      settings = newValue
      scoring.lambda = newValue.lambda
    }
  }

  public var search: LatentSearchOptions? { options }
  public var imageSize: Int { generator.configuration.imageSize }

  /// As many as are searched for at once, each from all its starts.
  public var batchSize: Int {
    get { max(1, options.batchSize / max(1, options.restartCount)) }
    set { options.batchSize = newValue * max(1, options.restartCount) }
  }

  public func examine(_ images: Tensor) -> [Anomaly] {
    let search = LatentSearch(generator, discriminator, options: options)
    let last = max(1, momentCount - 1)
    let moments = Set((0..<momentCount).map { options.stepCount * $0 / last })
    return images.inBatches(of: batchSize).flatMap { images in
      let found = search(images, recording: moments)
      return found.scores.enumerated().map { row, score in
        Anomaly(
          score: score, input: images[row], reconstruction: found.reconstructions[row],
          latents: found.latents[row].scalars, trajectory: found.trajectories[row])
      }
    }
  }
}

import Checkpoints
import DCGAN
import Datasets
import Images
import Layers
import SAGAN
import Tensors
import Training

/// A training of a generator against a discriminator, as the command needs it.
protocol AdversarialFineTune {
  /// What makes pictures of latent vectors.
  associatedtype Generator: PictureGenerator
  /// What tells its pictures from real ones.
  associatedtype Discriminator: PictureDiscriminator

  /// The name of the model.
  static var modelName: String { get }
  /// The settings of the recipe.
  static var recipe: AdversarialOptions { get }

  /// What is trained.
  var networks: AdversarialNetworks<Generator, Discriminator> { get }
  /// How they are trained.
  var options: AdversarialOptions { get }
  /// Where the run is kept.
  var directory: RunDirectory? { get set }
  /// Who is told about each step.
  var observers: [any TrainingObserver] { get set }

  /// Prepares a training.
  init(
    _ networks: AdversarialNetworks<Generator, Discriminator>, _ data: GreyImages,
    dataName: String?, options: AdversarialOptions
  ) throws(TrainingError)

  /// Creates networks with random weights, all channel counts multiplied by `width`.
  static func networks(width: Double) throws(Failure) -> AdversarialNetworks<
    Generator, Discriminator
  >

  /// Trains, or goes on where the directory's run stopped.
  func run(resuming: Bool) throws -> TrainingProgress

  /// The generator of a checkpoint, ready to make pictures.
  static func generator(_ checkpoint: Checkpoint) throws -> Generator

  /// The discriminator of a checkpoint, ready to score pictures.
  static func discriminator(_ checkpoint: Checkpoint) throws -> Discriminator

  /// Pictures of how a generator makes its samples.
  static func pictures(_ generator: Generator, _ latents: Tensor) -> [(name: String, image: Image)]

  /// The outputs of a generator for latent vectors `[N, Z]`, by their published names and as
  /// published.
  static func outputs(generator checkpoint: Checkpoint, _ latents: Tensor) throws -> [(
    name: String, tensor: Tensor
  )]

  /// The outputs of a discriminator for pictures `[N, H, W, C]`, by their published names and as
  /// published.
  static func outputs(discriminator checkpoint: Checkpoint, _ images: Tensor) throws -> [(
    name: String, tensor: Tensor
  )]
}

extension AdversarialFineTune {
  /// None.
  static func pictures(
    _ generator: Generator, _ latents: Tensor
  ) -> [(name: String, image: Image)] { [] }
}

extension DCGAN.FineTune: AdversarialFineTune {
  static var modelName: String { "dcgan" }

  static func networks(width: Double) throws(Failure) -> AdversarialNetworks<
    DCGAN.Generator, DCGAN.Discriminator
  > {
    AdversarialNetworks(DCGAN.Generator(width: width), DCGAN.Discriminator(width: width))
  }

  static func generator(_ checkpoint: Checkpoint) throws -> DCGAN.Generator {
    let generator = try DCGAN.Generator(checkpoint)
    generator.prepareForInference()
    return generator
  }

  static func discriminator(_ checkpoint: Checkpoint) throws -> DCGAN.Discriminator {
    let discriminator = try DCGAN.Discriminator(checkpoint)
    discriminator.prepareForInference()
    return discriminator
  }

  static func outputs(
    generator checkpoint: Checkpoint, _ latents: Tensor
  ) throws -> [(name: String, tensor: Tensor)] {
    let generator = try DCGAN.Generator(checkpoint)
    try check(latents, ofSize: generator.configuration.latentSize)
    return [("image", generator(latents).channelsFirst)]
  }

  static func outputs(
    discriminator checkpoint: Checkpoint, _ images: Tensor
  ) throws -> [(name: String, tensor: Tensor)] {
    let discriminator = try DCGAN.Discriminator(checkpoint)
    let configuration = discriminator.configuration
    try check(images, side: configuration.imageSize, configuration.imageChannelCount)
    let outputs = discriminator.logitsAndFeatures(of: images)
    return [("logit", outputs.logits.channelsFirst), ("feature", outputs.features)]
  }
}

extension SAGAN.FineTune: AdversarialFineTune {
  static var modelName: String { "sagan" }

  static func networks(width: Double) throws(Failure) -> AdversarialNetworks<
    SAGAN.Generator, SAGAN.Discriminator
  > {
    AdversarialNetworks(SAGAN.Generator(width: width), SAGAN.Discriminator(width: width))
  }

  static func generator(_ checkpoint: Checkpoint) throws -> SAGAN.Generator {
    let generator = try SAGAN.Generator(checkpoint)
    generator.prepareForInference()
    return generator
  }

  static func discriminator(_ checkpoint: Checkpoint) throws -> SAGAN.Discriminator {
    let discriminator = try SAGAN.Discriminator(checkpoint)
    discriminator.prepareForInference()
    return discriminator
  }

  static func pictures(
    _ generator: SAGAN.Generator, _ latents: Tensor
  ) -> [(name: String, image: Image)] {
    [("attention", generator.attentionPicture(of: latents))]
  }

  static func outputs(
    generator checkpoint: Checkpoint, _ latents: Tensor
  ) throws -> [(name: String, tensor: Tensor)] {
    let generator = try SAGAN.Generator(checkpoint)
    try check(latents, ofSize: generator.configuration.latentSize)
    let outputs = generator.imagesAndAttention(of: latents)
    return [
      ("image", outputs.images.channelsFirst), ("attention1", outputs.attention1),
      ("attention2", outputs.attention2),
    ]
  }

  static func outputs(
    discriminator checkpoint: Checkpoint, _ images: Tensor
  ) throws -> [(name: String, tensor: Tensor)] {
    let discriminator = try SAGAN.Discriminator(checkpoint)
    try check(
      images, side: SAGANConfiguration.imageSize, discriminator.configuration.imageChannelCount)
    let outputs = discriminator.scoresAndAttention(of: images)
    return [
      ("logit", outputs.scores.channelsFirst), ("attention1", outputs.attention1),
      ("attention2", outputs.attention2),
    ]
  }
}

/// - Throws: `Failure`, where latent vectors are not of a size.
private func check(_ latents: Tensor, ofSize size: Int) throws(Failure) {
  guard latents.shape.last == size else {
    throw Failure(
      .badData,
      "'z' has \(latents.shape.last ?? 0) numbers for each sample, the weights take \(size)")
  }
}

/// - Throws: `Failure`, where pictures are not of a size.
private func check(_ images: Tensor, side: Int, _ channelCount: Int) throws(Failure) {
  guard Array(images.shape.dropFirst()) == [side, side, channelCount] else {
    throw Failure(
      .badData,
      "'x' is \(images.channelsFirst.shape), the weights take [N, \(channelCount), \(side), \(side)]"
    )
  }
}

extension Tensor {
  /// `[N, H, W, C]` as `[N, C, H, W]`.
  var channelsFirst: Tensor { transposed([0, 3, 1, 2]) }
}

import DCGAN
import Layers
import SAGAN

/// A network that makes pictures of latent vectors, as the command needs it.
protocol PictureGenerator: Layer {
  /// The size of the latent vectors.
  var latentSize: Int { get }
  /// The side of the pictures.
  var imageSize: Int { get }
  /// The number of channels of the pictures.
  var imageChannelCount: Int { get }
}

extension DCGAN.Generator: PictureGenerator {
  var latentSize: Int { configuration.latentSize }
  var imageSize: Int { configuration.imageSize }
  var imageChannelCount: Int { configuration.imageChannelCount }
}

extension SAGAN.Generator: PictureGenerator {
  var latentSize: Int { configuration.latentSize }
  var imageSize: Int { SAGANConfiguration.imageSize }
  var imageChannelCount: Int { configuration.imageChannelCount }
}

/// A network that scores pictures, as the command needs it.
protocol PictureDiscriminator: Layer {
  /// The side of the pictures.
  var imageSize: Int { get }
  /// The number of channels of the pictures.
  var imageChannelCount: Int { get }
}

extension DCGAN.Discriminator: PictureDiscriminator {
  var imageSize: Int { configuration.imageSize }
  var imageChannelCount: Int { configuration.imageChannelCount }
}

extension SAGAN.Discriminator: PictureDiscriminator {
  var imageSize: Int { SAGANConfiguration.imageSize }
  var imageChannelCount: Int { configuration.imageChannelCount }
}

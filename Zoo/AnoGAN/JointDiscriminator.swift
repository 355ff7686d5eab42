import Kernels
import Layers
import Tensors

/// The discriminator of Efficient GAN, which looks at a picture together with a latent vector.
///
/// It tells real pictures with their codes from generated ones with what they were generated from.
///
/// - Input: grey pictures `[N, 28, 28, 1]` in −1…1 and latent vectors `[N, latentSize]`.
/// - Output: a logit for each pair, `[N, 1]`, above 0 for a real picture, and the features before
///   the last layer, `[N, 1024]`.
///
/// Source: Zenati et al., "Efficient GAN-Based Anomaly Detection", 2018, table of MNIST.
/// https://arxiv.org/abs/1802.06222
///
/// Deviation: the paper drops some of the inputs at random; these layers have no dropout, as the
/// published ones.
public final class JointDiscriminator: Module {
  /// The name by which the command and checkpoints know the network.
  public static let name = "efficientgan.discriminator"

  /// What distinguishes this variant.
  public let configuration: EfficientGANConfiguration
  /// `[N, 28, 28, 1] → [N, 14, 14, 64]`.
  public let xLayer1: Sequential
  /// `[N, 14, 14, 64] → [N, 7, 7, 64]`.
  public let xLayer2: Sequential
  /// `[N, latentSize] → [N, 512]`.
  public let zLayer1: Linear
  /// Picture and latent vector, `[N, 3136 + 512] → [N, 1024]`; 3136 in the published order, channel
  /// first.
  public let last1: Sequential
  /// `[N, 1024] → [N, 1]`.
  public let last2: Linear

  /// Creates the discriminator with random weights.
  public init(_ configuration: EfficientGANConfiguration = EfficientGANConfiguration()) {
    configuration.check("JointDiscriminator")
    self.configuration = configuration
    let (maps, code) = (configuration.channels(64), configuration.channels(512))
    let hidden = configuration.channels(1024)
    xLayer1 = Sequential {
      Conv2d(1, maps, kernelSize: 4, stride: 2, padding: 1)
      LeakyReLU(slope: 0.1)
    }
    xLayer2 = Sequential {
      Conv2d(maps, maps, kernelSize: 4, stride: 2, padding: 1)
      BatchNorm2d(maps)
      LeakyReLU(slope: 0.1)
    }
    zLayer1 = Linear(configuration.latentSize, code)
    last1 = Sequential {
      Linear(7 * 7 * maps + code, hidden)
      LeakyReLU(slope: 0.1)
    }
    last2 = Linear(hidden, 1)
  }

  /// The parts under their published names.
  public var children: [Child] {
    [
      .module("x_layer1", xLayer1), .module("x_layer2", xLayer2), .module("z_layer1", zLayer1),
      .module("last1", last1), .module("last2", last2),
    ]
  }

  /// What the discriminator says of pictures with latent vectors.
  public func callAsFunction(
    _ images: Tensor, _ latents: Tensor
  ) -> (logits: Tensor, features: Tensor) {
    EfficientGANConfiguration.check(images, "JointDiscriminator")
    guard latents.shape == [images.shape[0], configuration.latentSize] else {
      trap(
        "JointDiscriminator: \(images.shape) with latents "
          + "[\(images.shape[0]), \(configuration.latentSize)], not \(latents.shape)")
    }
    let maps = xLayer2(xLayer1(images)).flattenedChannelsFirst()  // [N, 3136], as published
    let features = last1(concatenate([maps, zLayer1(latents)], axis: 1))
    return (last2(features), features)
  }
}

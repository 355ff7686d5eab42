import Kernels
import Layers
import Tensors

/// The encoder of Efficient GAN, which learns the inverse of the generator: three convolutions and a
/// linear layer.
///
/// - Input: grey pictures `[N, 28, 28, 1]` in −1…1.
/// - Output: latent vectors `[N, latentSize]`.
///
/// Source: Zenati et al., "Efficient GAN-Based Anomaly Detection", 2018, table of MNIST.
/// https://arxiv.org/abs/1802.06222
public final class Encoder: Layer {
  /// The name by which the command and checkpoints know the network.
  public static let name = "efficientgan.encoder"

  /// What distinguishes this variant.
  public let configuration: EfficientGANConfiguration
  /// `[N, 28, 28, 1] → [N, 26, 26, 32]`.
  public let layer1: Sequential
  /// `[N, 26, 26, 32] → [N, 13, 13, 64]`.
  public let layer2: Sequential
  /// `[N, 13, 13, 64] → [N, 7, 7, 128]`.
  public let layer3: Sequential
  /// `[N, 6272] → [N, latentSize]`; 6272 in the published order, channel first.
  public let last: Linear

  /// Creates the encoder with random weights.
  public init(_ configuration: EfficientGANConfiguration = EfficientGANConfiguration()) {
    configuration.check("Encoder")
    self.configuration = configuration
    let channels = [32, 64, 128].map(configuration.channels)
    layer1 = Sequential {
      Conv2d(1, channels[0], kernelSize: 3)
      LeakyReLU(slope: 0.1)
    }
    layer2 = Sequential {
      Conv2d(channels[0], channels[1], kernelSize: 3, stride: 2, padding: 1)
      BatchNorm2d(channels[1])
      LeakyReLU(slope: 0.1)
    }
    layer3 = Sequential {
      Conv2d(channels[1], channels[2], kernelSize: 3, stride: 2, padding: 1)
      BatchNorm2d(channels[2])
      LeakyReLU(slope: 0.1)
    }
    last = Linear(7 * 7 * channels[2], configuration.latentSize)
  }

  /// The parts under their published names.
  public var children: [Child] {
    [
      .module("layer1", layer1), .module("layer2", layer2), .module("layer3", layer3),
      .module("last", last),
    ]
  }

  public func callAsFunction(_ images: Tensor) -> Tensor {
    EfficientGANConfiguration.check(images, "Encoder")
    return last(layer3(layer2(layer1(images))).flattenedChannelsFirst())
  }
}

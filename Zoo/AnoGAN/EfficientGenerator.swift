import Kernels
import Layers
import Tensors

/// The generator of Efficient GAN: two linear layers and two transposed convolutions.
///
/// - Input: latent vectors `[N, latentSize]` of the standard normal distribution.
/// - Output: grey pictures `[N, 28, 28, 1]` in −1…1.
///
/// Source: Zenati et al., "Efficient GAN-Based Anomaly Detection", 2018, table of MNIST.
/// https://arxiv.org/abs/1802.06222
public final class EfficientGenerator: Layer {
  /// The name by which the command and checkpoints know the network.
  public static let name = "efficientgan.generator"

  /// What distinguishes this variant.
  public let configuration: EfficientGANConfiguration
  /// `[N, latentSize] → [N, 1024]`.
  public let layer1: Sequential
  /// `[N, 1024] → [N, 6272]`: 128 maps of 7×7 in the published order, channel first.
  public let layer2: Sequential
  /// `[N, 7, 7, 128] → [N, 14, 14, 64]`.
  public let layer3: Sequential
  /// `[N, 14, 14, 64] → [N, 28, 28, 1]`.
  public let last: Sequential

  /// Creates the generator with random weights.
  public init(_ configuration: EfficientGANConfiguration = EfficientGANConfiguration()) {
    configuration.check("EfficientGenerator")
    self.configuration = configuration
    let (hidden, maps) = (configuration.channels(1024), configuration.channels(128))
    let half = configuration.channels(64)
    layer1 = Sequential {
      Linear(configuration.latentSize, hidden)
      BatchNorm2d(hidden)
      ReLU()
    }
    layer2 = Sequential {
      Linear(hidden, 7 * 7 * maps)
      BatchNorm2d(7 * 7 * maps)
      ReLU()
    }
    layer3 = Sequential {
      ConvTranspose2d(maps, half, kernelSize: 4, stride: 2, padding: 1)
      BatchNorm2d(half)
      ReLU()
    }
    last = Sequential {
      ConvTranspose2d(half, 1, kernelSize: 4, stride: 2, padding: 1)
      Tanh()
    }
  }

  /// The parts under their published names.
  public var children: [Child] {
    [
      .module("layer1", layer1), .module("layer2", layer2), .module("layer3", layer3),
      .module("last", last),
    ]
  }

  public func callAsFunction(_ latents: Tensor) -> Tensor {
    guard latents.rank == 2, latents.shape[1] == configuration.latentSize else {
      trap("EfficientGenerator: [N, \(configuration.latentSize)] expected, not \(latents.shape)")
    }
    let maps = layer2(layer1(latents))
      .reshaped([latents.shape[0], configuration.channels(128), 7, 7])  // as published
    return last(layer3(maps.transposed([0, 2, 3, 1])))
  }
}

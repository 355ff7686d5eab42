import Layers
import Tensors

/// Efficient GAN: a generator, an encoder that learns its inverse, and a discriminator that looks at
/// pictures together with latent vectors.
///
/// A picture is encoded and generated again in two forward passes; one unlike those that the
/// networks were trained on comes back as something else.
///
/// Source: Zenati et al., "Efficient GAN-Based Anomaly Detection", 2018, a bidirectional GAN
/// (Donahue et al., "Adversarial Feature Learning", 2016). https://arxiv.org/abs/1802.06222
public final class EfficientGAN: Module {
  /// What distinguishes this variant.
  public let configuration: EfficientGANConfiguration
  /// Makes pictures of latent vectors.
  public let generator: EfficientGenerator
  /// Tells real pictures with their codes from generated ones with what they were generated from.
  public let discriminator: JointDiscriminator
  /// Makes latent vectors of pictures.
  public let encoder: Encoder

  /// The name by which the command and checkpoints know the model.
  public static let name = "efficientgan"

  /// Creates the three networks with random weights.
  ///
  /// Convolutions begin with normal numbers of deviation 0.02, linear layers as PyTorch's, scales of
  /// batch normalization with deviation 0.02 around `normScale`; all offsets are 0.
  ///
  /// - Parameters:
  ///   - configuration: What distinguishes the variant.
  ///   - normScale: The mean of the initial scales of batch normalization. With 0, as in the code
  ///     that many readers of the paper know, the networks pass on almost nothing at first.
  public init(
    _ configuration: EfficientGANConfiguration = EfficientGANConfiguration(), normScale: Float = 1
  ) {
    self.configuration = configuration
    generator = EfficientGenerator(configuration)
    discriminator = JointDiscriminator(configuration)
    encoder = Encoder(configuration)
    resetToNormalWeights()
    beginLinearLayers(normScale: normScale)
  }

  /// The three networks.
  public var children: [Child] {
    [
      .module("generator", generator), .module("discriminator", discriminator),
      .module("encoder", encoder),
    ]
  }

  /// Pictures that were encoded and generated again, `[N, 28, 28, 1]` in −1…1.
  public func reconstruction(of images: Tensor) -> Tensor {
    generator(encoder(images))
  }
}

extension Module {
  /// Begins what is not as in DCGAN: offsets of linear layers 0, scales around a number of choice.
  fileprivate func beginLinearLayers(normScale: Float) {
    switch self {
    case let layer as Linear: layer.bias?.reset(.constant(0))
    case let layer as BatchNorm2d:
      layer.weight.reset(.normal(mean: normScale, deviation: 0.02))
    default:
      for case .module(_, let module) in children {
        module.beginLinearLayers(normScale: normScale)
      }
    }
  }
}

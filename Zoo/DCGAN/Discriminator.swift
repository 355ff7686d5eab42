import Kernels
import Layers
import Tensors

/// DCGAN's discriminator: strided convolutions that reduce a picture to one logit, positive for real.
///
/// | name | layer | output |
/// |---|---|---|
/// | layer1 | 4×4, stride 2, LeakyReLU | 32×32×64 |
/// | layer2 | 4×4, stride 2, LeakyReLU | 16×16×128 |
/// | layer3 | 4×4, stride 2, LeakyReLU | 8×8×256 |
/// | layer4 | 4×4, stride 2, LeakyReLU | 4×4×512 |
/// | last | 4×4 | 1×1×1 |
///
/// - Input: `[N, 64, 64, C]` in −1…1.
/// - Output: `[N, 1, 1, 1]`, logits.
///
/// Source: Radford, Metz and Chintala, "Unsupervised Representation Learning with Deep
/// Convolutional Generative Adversarial Networks", section 3. https://arxiv.org/abs/1511.06434
///
/// Deviation: no batch normalization, and a slope of 0.1 where the paper's is 0.2, as in the recipe
/// for a few hundred digits.
public final class Discriminator: Layer {
  /// The name by which the command and checkpoints know the network.
  public static let name = "dcgan.discriminator"
  /// The slope of LeakyReLU.
  public static let slope: Float = 0.1

  /// What distinguishes this variant.
  public let configuration: DiscriminatorConfiguration
  /// `layer1` and those that follow: convolution, LeakyReLU.
  public let hidden: [Sequential]
  /// The convolution of the whole map to the logit.
  public let last: Conv2d

  /// Creates the network with weights from N(0, 0.02²).
  public init(_ configuration: DiscriminatorConfiguration = DiscriminatorConfiguration()) {
    if let problem = configuration.problem { trap("\(Self.name): \(problem)") }
    self.configuration = configuration
    var input = configuration.imageChannelCount
    hidden = configuration.channelCounts.map { output in
      defer { input = output }
      return Sequential {
        Conv2d(input, output, kernelSize: 4, stride: 2, padding: 1)
        LeakyReLU(slope: Self.slope)
      }
    }
    last = Conv2d(input, 1, kernelSize: 4)
    resetToNormalWeights()
  }

  /// Creates the network for grey pictures with weights from N(0, 0.02²).
  ///
  /// - Parameter width: The factor of the channel counts.
  public convenience init(width: Double) {
    self.init(DiscriminatorConfiguration(width: width))
  }

  /// The stages under their published names.
  public var children: [Child] {
    hidden.enumerated().map { .module("layer\($0.offset + 1)", $0.element) }
      + [.module("last", last)]
  }

  /// The logits of pictures.
  public func callAsFunction(_ images: Tensor) -> Tensor {
    last(maps(of: images))
  }

  /// What the discriminator sees in pictures: the activations before the last convolution.
  ///
  /// - Parameter images: Pictures, `[N, 64, 64, C]`.
  /// - Returns: `[N, 8192]`, channel first as published.
  public func features(of images: Tensor) -> Tensor {
    maps(of: images).flattenedChannelsFirst()
  }

  /// The logits of pictures and what they follow from, in one pass.
  ///
  /// - Parameter images: Pictures, `[N, 64, 64, C]`.
  /// - Returns: `[N, 1, 1, 1]`, and the features, `[N, 8192]`, channel first as published.
  public func logitsAndFeatures(of images: Tensor) -> (logits: Tensor, features: Tensor) {
    let maps = maps(of: images)
    return (last(maps), maps.flattenedChannelsFirst())
  }

  private func maps(of images: Tensor) -> Tensor {
    let side = configuration.imageSize
    guard images.rank == 4, images.shape[1...] == [side, side, configuration.imageChannelCount]
    else {
      trap(
        "\(Self.name): [N, \(side), \(side), \(configuration.imageChannelCount)] expected, not "
          + "\(images.shape)")
    }
    return hidden.reduce(images) { $1($0) }  // [N, 4, 4, 512]
  }
}

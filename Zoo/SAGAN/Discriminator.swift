import Kernels
import Layers
import Tensors

/// SAGAN's discriminator: spectrally normalized convolutions, with self-attention where maps are 8×8
/// and 4×4.
///
/// | name | layer | output |
/// |---|---|---|
/// | layer1 | 4×4, stride 2, spectral norm, LeakyReLU | 32×32×64 |
/// | layer2 | 4×4, stride 2, spectral norm, LeakyReLU | 16×16×128 |
/// | layer3 | 4×4, stride 2, spectral norm, LeakyReLU | 8×8×256 |
/// | self_attntion1 | self-attention of 64 positions | 8×8×256 |
/// | layer4 | 4×4, stride 2, spectral norm, LeakyReLU | 4×4×512 |
/// | self_attntion2 | self-attention of 16 positions | 4×4×512 |
/// | last | 4×4 | 1×1×1 |
///
/// - Input: `[N, 64, 64, C]` in −1…1.
/// - Output: `[N, 1, 1, 1]`, scores, positive for real.
///
/// Source: Zhang et al., "Self-Attention Generative Adversarial Networks", sections 3 and 4.
/// https://arxiv.org/abs/1805.08318
public final class Discriminator: Layer {
  /// The name by which the command and checkpoints know the network.
  public static let name = "sagan.discriminator"
  /// The slope of LeakyReLU.
  public static let slope: Float = 0.1

  /// What distinguishes this variant; the latent size means nothing here.
  public let configuration: SAGANConfiguration
  /// `layer1` to `layer4`: convolution, LeakyReLU.
  public let hidden: [Sequential]
  /// The attention after `layer3`.
  public let attention1: SelfAttention
  /// The attention after `layer4`.
  public let attention2: SelfAttention
  /// The convolution of the whole map to the score.
  public let last: Conv2d

  /// Creates the network with weights from N(0, 0.02²) and closed gates.
  public init(_ configuration: SAGANConfiguration = SAGANConfiguration()) {
    if let problem = configuration.problem { trap("\(Self.name): \(problem)") }
    self.configuration = configuration
    let channels = [64, 128, 256, 512].map(configuration.channels)
    var input = configuration.imageChannelCount
    hidden = channels.map { output in
      defer { input = output }
      return Sequential {
        Conv2d(
          input, output, kernelSize: 4, stride: 2, padding: 1, isSpectrallyNormalized: true)
        LeakyReLU(slope: Self.slope)
      }
    }
    attention1 = SelfAttention(channels[2])
    attention2 = SelfAttention(channels[3])
    last = Conv2d(channels[3], 1, kernelSize: 4)
    resetToNormalWeights()
  }

  /// Creates the network for grey pictures with weights from N(0, 0.02²).
  ///
  /// - Parameter width: The factor of the channel counts.
  public convenience init(width: Double) {
    self.init(SAGANConfiguration(width: width))
  }

  /// The parts under their published names.
  public var children: [Child] {
    hidden.enumerated().map { .module("layer\($0.offset + 1)", $0.element) } + [
      .module("self_attntion1", attention1), .module("self_attntion2", attention2),
      .module("last", last),
    ]
  }

  /// The scores of pictures.
  public func callAsFunction(_ images: Tensor) -> Tensor {
    last(attention2(hidden[3](attention1(maps8(of: images)))))
  }

  /// The scores of pictures, and where the positions of both attentions look.
  ///
  /// - Parameter images: `[N, 64, 64, C]`.
  /// - Returns: The scores, and the maps of attention, `[N, 64, 64]` and `[N, 16, 16]`: each row is a
  ///   position that looks, and sums to 1.
  public func scoresAndAttention(
    of images: Tensor
  ) -> (scores: Tensor, attention1: Tensor, attention2: Tensor) {
    let coarse = maps8(of: images)
    let fine = hidden[3](attention1(coarse))
    return (last(attention2(fine)), attention1.map(of: coarse), attention2.map(of: fine))
  }

  /// The maps before the first attention, `[N, 8, 8, 256]`.
  private func maps8(of images: Tensor) -> Tensor {
    let expected = [
      SAGANConfiguration.imageSize, SAGANConfiguration.imageSize, configuration.imageChannelCount,
    ]
    guard images.rank == 4, images.shape[1...] == expected[...] else {
      trap("\(Self.name): [N, 64, 64, \(expected[2])] expected, not \(images.shape)")
    }
    return hidden[..<3].reduce(images) { $1($0) }
  }
}

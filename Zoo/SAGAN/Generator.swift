import Kernels
import Layers
import Tensors

/// SAGAN's generator: spectrally normalized transposed convolutions, with self-attention where maps
/// are 16×16 and 32×32.
///
/// | name | layer | output |
/// |---|---|---|
/// | layer1 | 4×4, spectral norm, batch norm, ReLU | 4×4×512 |
/// | layer2 | 4×4, stride 2, spectral norm, batch norm, ReLU | 8×8×256 |
/// | layer3 | 4×4, stride 2, spectral norm, batch norm, ReLU | 16×16×128 |
/// | self_attntion1 | self-attention of 256 positions | 16×16×128 |
/// | layer4 | 4×4, stride 2, spectral norm, batch norm, ReLU | 32×32×64 |
/// | self_attntion2 | self-attention of 1,024 positions | 32×32×64 |
/// | last | 4×4, stride 2, tanh | 64×64×1 |
///
/// - Input: `[N, latentSize]` or `[N, 1, 1, latentSize]`, from N(0, 1).
/// - Output: `[N, 64, 64, C]` in −1…1.
///
/// Source: Zhang et al., "Self-Attention Generative Adversarial Networks", sections 3 and 4.
/// https://arxiv.org/abs/1805.08318
///
/// Deviation: DCGAN's stages without classes and residual connections, as in the recipe for digits;
/// the published spelling of the attention's name is kept.
public final class Generator: Layer {
  /// The name by which the command and checkpoints know the network.
  public static let name = "sagan.generator"

  /// What distinguishes this variant.
  public let configuration: SAGANConfiguration
  /// `layer1` to `layer4`: transposed convolution, batch normalization, ReLU.
  public let hidden: [Sequential]
  /// The attention after `layer3`.
  public let attention1: SelfAttention
  /// The attention after `layer4`.
  public let attention2: SelfAttention
  /// The transposed convolution that makes the picture, and tanh.
  public let last: Sequential

  /// Creates the network with weights from N(0, 0.02²) and closed gates.
  public init(_ configuration: SAGANConfiguration = SAGANConfiguration()) {
    if let problem = configuration.problem { trap("\(Self.name): \(problem)") }
    self.configuration = configuration
    let channels = [512, 256, 128, 64].map(configuration.channels)
    var input = configuration.latentSize
    hidden = channels.enumerated().map { index, output in
      defer { input = output }
      return Sequential {
        ConvTranspose2d(
          input, output, kernelSize: 4, stride: index == 0 ? 1 : 2, padding: index == 0 ? 0 : 1,
          isSpectrallyNormalized: true)
        BatchNorm2d(output)
        ReLU()
      }
    }
    attention1 = SelfAttention(channels[2])
    attention2 = SelfAttention(channels[3])
    last = Sequential {
      ConvTranspose2d(
        channels[3], configuration.imageChannelCount, kernelSize: 4, stride: 2, padding: 1)
      Tanh()
    }
    resetToNormalWeights()
  }

  /// Creates the network for grey pictures with weights from N(0, 0.02²).
  ///
  /// - Parameters:
  ///   - latentSize: The size of the latent vectors.
  ///   - width: The factor of the channel counts.
  public convenience init(latentSize: Int = 20, width: Double) {
    self.init(SAGANConfiguration(latentSize: latentSize, width: width))
  }

  /// The parts under their published names.
  public var children: [Child] {
    hidden.enumerated().map { .module("layer\($0.offset + 1)", $0.element) } + [
      .module("self_attntion1", attention1), .module("self_attntion2", attention2),
      .module("last", last),
    ]
  }

  /// The pictures of latent vectors.
  public func callAsFunction(_ latents: Tensor) -> Tensor {
    let coarse = maps16(of: latents)
    return last(attention2(hidden[3](attention1(coarse))))
  }

  /// The pictures of latent vectors, and where the positions of both attentions look.
  ///
  /// - Parameter latents: `[N, latentSize]`.
  /// - Returns: The pictures, and the maps of attention, `[N, 256, 256]` and `[N, 1024, 1024]`: each
  ///   row is a position that looks, and sums to 1.
  public func imagesAndAttention(
    of latents: Tensor
  ) -> (images: Tensor, attention1: Tensor, attention2: Tensor) {
    let coarse = maps16(of: latents)
    let fine = hidden[3](attention1(coarse))
    return (last(attention2(fine)), attention1.map(of: coarse), attention2.map(of: fine))
  }

  /// The maps before the first attention, `[N, 16, 16, 128]`.
  private func maps16(of latents: Tensor) -> Tensor {
    guard latents.shape.last == configuration.latentSize else {
      trap("\(Self.name): [N, \(configuration.latentSize)] expected, not \(latents.shape)")
    }
    let seeds = latents.reshaped([latents.shape[0], 1, 1, configuration.latentSize])
    return hidden[..<3].reduce(seeds) { $1($0) }
  }
}

import Kernels
import Layers
import Tensors

/// DCGAN's generator: transposed convolutions that enlarge a latent vector to a picture.
///
/// | name | layer | output |
/// |---|---|---|
/// | layer1 | 4×4, batch norm, ReLU | 4×4×512 |
/// | layer2 | 4×4, stride 2, batch norm, ReLU | 8×8×256 |
/// | layer3 | 4×4, stride 2, batch norm, ReLU | 16×16×128 |
/// | layer4 | 4×4, stride 2, batch norm, ReLU | 32×32×64 |
/// | last | 4×4, stride 2, tanh | 64×64×1 |
///
/// - Input: `[N, latentSize]` or `[N, 1, 1, latentSize]`, from N(0, 1).
/// - Output: `[N, H, W, C]` in −1…1.
///
/// Source: Radford, Metz and Chintala, "Unsupervised Representation Learning with Deep
/// Convolutional Generative Adversarial Networks", section 3. https://arxiv.org/abs/1511.06434
///
/// Deviation: latent vectors of 20 numbers and grey pictures, for digits; the paper's have 100 and
/// colours.
public final class Generator: Layer {
  /// The name by which the command and checkpoints know the network.
  public static let name = "dcgan.generator"

  /// What distinguishes this variant.
  public let configuration: GeneratorConfiguration
  /// `layer1` and those that follow: transposed convolution, batch normalization, ReLU.
  public let hidden: [Sequential]
  /// The transposed convolution that makes the picture, and tanh.
  public let last: Sequential

  /// Creates the network with weights from N(0, 0.02²).
  public init(_ configuration: GeneratorConfiguration = .side64()) {
    if let problem = configuration.problem { trap("\(Self.name): \(problem)") }
    self.configuration = configuration
    var input = configuration.latentSize
    func convolution(_ stage: GeneratorStage) -> ConvTranspose2d {
      defer { input = stage.channelCount }
      return ConvTranspose2d(
        input, stage.channelCount, kernelSize: stage.kernelSize, stride: stage.stride,
        padding: stage.padding)
    }
    hidden = configuration.hidden.map { stage in
      Sequential {
        convolution(stage)
        BatchNorm2d(stage.channelCount)
        ReLU()
      }
    }
    last = Sequential {
      convolution(configuration.last)
      Tanh()
    }
    resetToNormalWeights()
  }

  /// Creates the network for 64×64 pictures with weights from N(0, 0.02²).
  ///
  /// - Parameters:
  ///   - latentSize: The size of the latent vectors.
  ///   - width: The factor of the channel counts.
  public convenience init(latentSize: Int = 20, width: Double) {
    self.init(.side64(latentSize: latentSize, width: width))
  }

  /// The stages under their published names.
  public var children: [Child] {
    hidden.enumerated().map { .module("layer\($0.offset + 1)", $0.element) }
      + [.module("last", last)]
  }

  /// The pictures of latent vectors.
  public func callAsFunction(_ latents: Tensor) -> Tensor {
    guard latents.shape.last == configuration.latentSize else {
      trap("\(Self.name): [N, \(configuration.latentSize)] expected, not \(latents.shape)")
    }
    let seeds = latents.reshaped([latents.shape[0], 1, 1, configuration.latentSize])
    return last(hidden.reduce(seeds) { $1($0) })
  }
}

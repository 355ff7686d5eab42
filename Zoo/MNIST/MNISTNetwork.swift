import Kernels
import Layers
import Tensors

/// A classifier of digits, fully connected or convolutional.
///
/// - Input: `[N, 28, 28, 1]`, −1 black to 1 white.
/// - Output: `[N, classCount]`, logits.
///
/// The connected form has blocks of a linear layer, a leaky ReLU and batch normalization or dropout,
/// whose widths fall from 784 in equal steps, and a last linear layer. The convolutional one:
///
/// | layer | output |
/// |---|---|
/// | 3×3 convolution, batch normalization, ReLU, 2×2 maximum | `[N, 14, 14, 16]` |
/// | 3×3 convolution, batch normalization, ReLU, 2×2 maximum | `[N, 7, 7, 32]` |
/// | 3×3 convolution, batch normalization, ReLU | `[N, 7, 7, 64]` |
/// | linear, ReLU, dropout ½ | `[N, 128]` |
/// | linear | `[N, classCount]` |
///
/// Source: the connected form is that of K. H. Kim's course on deep learning, chapter 15.
///
/// Deviation: pixels are −1…1 where the course has 0…1, and the logarithm of the softmax is left to
/// the loss.
public final class MNISTNetwork: Layer {
  /// The name by which the command and checkpoints know the network.
  public static let name = "mnist"
  /// What distinguishes this variant.
  public let configuration: MNISTConfiguration
  /// The layers under their names.
  private let parts: [Child]
  /// `[N, 28, 28, 1] → [N, features]`.
  private let features: Sequential
  /// `[N, features] → [N, classCount]`.
  private let head: Sequential

  /// Creates the network with random weights.
  public init(_ configuration: MNISTConfiguration = MNISTConfiguration()) {
    if let problem = configuration.problem { trap("mnist: \(problem)") }
    self.configuration = configuration
    switch configuration.form {
    case .connected:
      let layers = Self.connectedLayers(configuration)
      let last = layers.layers.count - 1
      features = Sequential([Flatten(), layers[0..<last]])
      head = layers[last..<last + 1]
      parts = [.module("layers", layers)]
    case .convolutional:
      let convolutions = Self.convolutions()
      let classifier = Sequential {
        Linear(7 * 7 * 64, 128)
        ReLU()
        Dropout(rate: 0.5)
        Linear(128, configuration.classCount)
      }
      features = Sequential([convolutions, Flatten(), classifier[0..<2]])
      head = classifier[2..<4]
      parts = [.module("features", convolutions), .module("classifier", classifier)]
    }
  }

  /// The layers: `layers` of the connected form; `features` and `classifier` of the other.
  public var children: [Child] { parts }

  /// The logits.
  public func callAsFunction(_ images: Tensor) -> Tensor { head(penultimateFeatures(images)) }

  /// What enters the last layer, `[N, features]`: what samples are compared by.
  public func penultimateFeatures(_ images: Tensor) -> Tensor { features(images) }

  /// The logits that follow from features.
  func logits(ofFeatures features: Tensor) -> Tensor { head(features) }

  private static func connectedLayers(_ configuration: MNISTConfiguration) -> Sequential {
    var input = MNISTConfiguration.side * MNISTConfiguration.side
    var blocks: [any Layer] = []
    for count in configuration.hiddenCounts {
      blocks.append(ConnectedBlock(input, count, dropoutRate: configuration.dropoutRate))
      input = count
    }
    return Sequential(blocks + [Linear(input, configuration.classCount)])
  }

  private static func convolutions() -> Sequential {
    let layers = Sequential {
      Conv2d(1, 16, kernelSize: 3, padding: 1)
      BatchNorm2d(16)
      ReLU()
      MaxPool2d(kernelSize: 2)
      Conv2d(16, 32, kernelSize: 3, padding: 1)
      BatchNorm2d(32)
      ReLU()
      MaxPool2d(kernelSize: 2)
      Conv2d(32, 64, kernelSize: 3, padding: 1)
      BatchNorm2d(64)
      ReLU()
    }
    for (_, weight) in layers.parameters where weight.shape.count == 4 {
      // [kernelSize, kernelSize, in, out]: the inputs of each output.
      weight.reset(.heNormal(fan: weight.shape[0] * weight.shape[1] * weight.shape[2]))
    }
    return layers
  }
}

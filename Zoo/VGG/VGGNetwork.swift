import Kernels
import Layers
import Tensors

/// A network of the VGG family: blocks of 3×3 convolutions and pooling, then three linear layers.
///
/// - Input: `[N, H, W, 3]`, RGB, normalized with the ImageNet mean and deviation.
/// - Output: `[N, classCount]`, logits.
///
/// Source: Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image
/// Recognition", table 1. https://arxiv.org/abs/1409.1556
public protocol VGGNetwork: Layer {
  /// The name by which the command and checkpoints know the network.
  static var name: String { get }
  /// The channels that leave each convolution, block by block.
  static var blocks: [[Int]] { get }

  /// What distinguishes this variant.
  var configuration: VGGConfiguration { get }
  /// The convolutional part, `[N, 224, 224, 3] → [N, 7, 7, 512]`.
  var features: Sequential { get }
  /// The fully connected part, `[N, 25088] → [N, classCount]`.
  var classifier: Sequential { get }

  /// Creates the network with random weights.
  init(_ configuration: VGGConfiguration)
}

extension VGGNetwork {
  /// Creates the network with random weights.
  ///
  /// - Parameters:
  ///   - classCount: The number of classes.
  ///   - width: The factor of all channel counts.
  ///   - imageSize: The side of the pictures, a multiple of 32.
  public init(classCount: Int = 1000, width: Double = 1, imageSize: Int = 224) {
    self.init(VGGConfiguration(classCount: classCount, width: width, imageSize: imageSize))
  }

  /// The two parts under their published names.
  public var children: [Child] {
    [.module("features", features), .module("classifier", classifier)]
  }

  /// The logits.
  public func callAsFunction(_ images: Tensor) -> Tensor {
    classifier(flattenedFeatures(images))
  }

  /// What enters the classifier, `[N, 25088]`, channel first as published.
  ///
  /// Pictures of another size than the configuration's are averaged to its grid.
  public func flattenedFeatures(_ images: Tensor) -> Tensor {
    pool(features(images)).flattenedChannelsFirst()
  }

  /// What enters the dropout before the last layer, `[N, 4096]`: features that transfer.
  public func penultimateFeatures(_ images: Tensor) -> Tensor {
    classifier[0..<5](flattenedFeatures(images))
  }

  /// The last linear layer with the dropout before it, `[N, 4096] → [N, classCount]`.
  public var head: Sequential { classifier[5..<7] }

  private var pool: AdaptiveAveragePool2d { AdaptiveAveragePool2d(size: configuration.gridSize) }

  /// The convolutional part of table 1: each convolution keeps the size, each pool halves it.
  static func makeFeatures(_ configuration: VGGConfiguration) -> Sequential {
    if let problem = configuration.problem { trap("\(name): \(problem)") }
    var input = 3
    return Sequential {
      for block in blocks {
        for paperChannels in block {
          convolution(from: &input, to: configuration.channels(paperChannels))
          ReLU()
        }
        MaxPool2d(kernelSize: 2)
      }
    }
  }

  /// FC-4096, FC-4096 and FC-1000 of table 1, with dropout after the hidden two.
  static func makeClassifier(_ configuration: VGGConfiguration) -> Sequential {
    let gridSize = configuration.gridSize
    let hiddenCount = configuration.hiddenCount
    return Sequential {
      linear(configuration.channels(512) * gridSize * gridSize, hiddenCount, configuration)
      ReLU()
      Dropout(rate: 0.5)
      linear(hiddenCount, hiddenCount, configuration)
      ReLU()
      Dropout(rate: 0.5)
      linear(hiddenCount, configuration.classCount, configuration)
    }
  }

  /// A 3×3 convolution that begins with He's variance for its outputs.
  private static func convolution(from input: inout Int, to output: Int) -> Conv2d {
    let layer = Conv2d(input, output, kernelSize: 3, padding: 1)
    layer.weight.reset(.heNormal(fan: output * 9))
    layer.bias?.reset(.constant(0))
    input = output
    return layer
  }

  /// A linear layer that begins with the paper's deviation of 0.01.
  ///
  /// Deviation: narrow networks begin with He's variance. 0.01 suits 4096 inputs or more; with 512 the
  /// signal all but dies and training stands still.
  private static func linear(
    _ input: Int, _ output: Int, _ configuration: VGGConfiguration
  ) -> Linear {
    let layer = Linear(input, output)
    layer.weight.reset(configuration.width < 1 ? .heNormal(fan: input) : .normal(deviation: 0.01))
    layer.bias?.reset(.constant(0))
    return layer
  }

  /// Begins the last layer anew, uniform within 1 / √in, for classes of one's own.
  public func resetHead() {
    for (_, parameter) in head.parameters {
      parameter.reset(.uniform(fan: configuration.hiddenCount))
    }
  }
}

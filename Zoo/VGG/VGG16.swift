import Layers
import Tensors

/// VGG-16: thirteen 3×3 convolutions in five blocks, then three linear layers.
///
/// - Input: `[N, 224, 224, 3]`, RGB, normalized with the ImageNet mean and deviation.
/// - Output: `[N, classCount]`, logits.
///
/// Source: Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image
/// Recognition", configuration D. https://arxiv.org/abs/1409.1556
public final class VGG16: VGGNetwork {
  public static let name = "vgg16"
  /// The channels that leave each convolution: column D of table 1.
  public static let blocks = [
    [64, 64], [128, 128], [256, 256, 256], [512, 512, 512], [512, 512, 512],
  ]

  public let configuration: VGGConfiguration
  /// The convolutional part, `[N, 224, 224, 3] → [N, 7, 7, 512]`.
  public let features: Sequential
  /// The fully connected part, `[N, 25088] → [N, classCount]`; 25088 in the published order.
  public let classifier: Sequential

  /// Creates the network with random weights.
  public init(_ configuration: VGGConfiguration) {
    self.configuration = configuration
    features = Self.makeFeatures(configuration)
    classifier = Self.makeClassifier(configuration)
  }
}

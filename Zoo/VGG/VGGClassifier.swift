import Checkpoints
import Images
import Layers
import Tasks
import Tensors

/// A network of the VGG family with what its weights need: preprocessing and class names.
public final class VGGClassifier: ImageClassifier {
  /// The network.
  public let network: any VGGNetwork
  /// How a picture becomes its input.
  public let preprocessing: Preprocessing
  /// What its logits mean.
  public let classes: ClassNames
  public let warnings: [String]

  /// Binds a network to its preprocessing and class names.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - preprocessing: How a picture becomes its input.
  ///   - classes: What its logits mean.
  ///   - warnings: What is to be told of the weights.
  public init(
    _ network: any VGGNetwork, preprocessing: Preprocessing, classes: ClassNames,
    warnings: [String] = []
  ) {
    self.network = network
    self.preprocessing = preprocessing
    self.classes = classes
    self.warnings = warnings
  }

  /// The logits of pictures of any size, `[N, classCount]`.
  public func logits(_ images: [Image]) -> Tensor {
    network(preprocessing(images))
  }

  public func classify(_ images: [Image], top count: Int) throws -> [[Classification]] {
    guard !images.isEmpty else { return [] }
    let logits = logits(images)
    let scalars = logits.scalars
    return images.indices.map { index in
      let row = scalars[index * logits.shape[1]..<(index + 1) * logits.shape[1]]
      return classes.best(Array(row), top: count)
    }
  }
}

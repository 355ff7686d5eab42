import Checkpoints
import Images
import Layers
import Tasks
import Tensors

/// A network for digits with what its weights need: preprocessing and class names.
public final class MNISTClassifier: ImageClassifier {
  /// The network.
  public let network: MNISTNetwork
  /// How a picture becomes its input.
  public let preprocessing: DigitPreprocessing
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
    _ network: MNISTNetwork, preprocessing: DigitPreprocessing = DigitPreprocessing(),
    classes: ClassNames, warnings: [String] = []
  ) {
    self.network = network
    self.preprocessing = preprocessing
    self.classes = classes
    self.warnings = warnings
  }

  public func classify(_ images: [Image], top count: Int) throws -> [[Classification]] {
    guard !images.isEmpty else { return [] }
    let logits = network(preprocessing(images))
    let scalars = logits.scalars
    let classCount = logits.shape[1]
    return images.indices.map { index in
      classes.best(Array(scalars[index * classCount..<(index + 1) * classCount]), top: count)
    }
  }

  /// Reads a classifier from a file, with the preprocessing and class names that it carries.
  ///
  /// - Parameter path: A checkpoint of any format.
  /// - Returns: The classifier.
  /// - Throws: `CheckpointError`, where the file is no checkpoint of such a network.
  public static func load(_ path: String) throws(CheckpointError) -> MNISTClassifier {
    let checkpoint = try Checkpoint.load(path)
    let metadata = CheckpointMetadata(checkpoint.metadata)
    let network = try MNISTNetwork(checkpoint)
    let preprocessing = try metadata.value(DigitPreprocessing.self, for: .preprocessing)
    let count = network.configuration.classCount
    let names =
      try metadata.value(ClassNames.self, for: .classes)
      ?? ClassNames(count == 10 ? (0...9).map(String.init) : [])
    return MNISTClassifier(
      network, preprocessing: preprocessing ?? DigitPreprocessing(),
      classes: names.filled(to: count), warnings: network.nonFiniteTensors(of: MNISTNetwork.name))
  }

  /// The best weights at hand, ready for pictures: those that ship.
  ///
  /// - Parameter name: The weights' registered name or path; the best of `mnist` by default.
  /// - Returns: The network bound to its preprocessing and class names, prepared for inference.
  /// - Throws: `CheckpointError`, where no weights are at hand or they are broken.
  public static func pretrained(
    _ name: String = MNISTNetwork.name
  ) throws(CheckpointError) -> MNISTClassifier {
    let classifier = try load(try WeightsRegistry.shipped().located(name).path)
    classifier.network.prepareForInference()
    return classifier
  }
}

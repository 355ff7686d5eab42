import Checkpoints
import Images
import Layers
import Tasks
import Tensors

/// An SSD network with what its weights need: preprocessing and class names.
public final class SSDDetector: ObjectDetector {
  /// The network.
  public let network: any SSDNetwork
  /// How a picture becomes its input.
  public let preprocessing: Preprocessing
  /// What its classes are called, background not counted.
  public let classes: ClassNames
  public let warnings: [String]
  /// How its predictions become boxes.
  public var decoder: SSDDecoder

  /// Binds a network to its preprocessing and class names.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - preprocessing: How a picture becomes its input.
  ///   - classes: What its classes are called, background not counted.
  ///   - warnings: What is to be told of the weights.
  public init(
    _ network: any SSDNetwork, preprocessing: Preprocessing, classes: ClassNames,
    warnings: [String] = []
  ) {
    self.network = network
    self.preprocessing = preprocessing
    self.classes = classes
    self.warnings = warnings
    decoder = SSDDecoder(type(of: network).defaultBoxes)
  }

  /// The objects in pictures of any size, at most 200 in each, boxes cut to the picture.
  ///
  /// - Parameters:
  ///   - images: The pictures; they are looked at one by one, so that memory does not grow.
  ///   - threshold: The least score of an answer, in 0…1.
  /// - Returns: The objects of each picture, the best score first.
  /// - Throws: Nothing of its own.
  public func detect(in images: [Image], threshold: Float) throws -> [[Detection]] {
    var decoder = decoder
    decoder.scoreThreshold = threshold.nextDown
    return images.map { image in
      decoder(network(preprocessing([image])))[0].compactMap { detection($0, in: image) }
    }
  }

  /// A box in pixels of a picture; nil if nothing of it lies there.
  private func detection(_ found: ScoredBox, in image: Image) -> Detection? {
    let (width, height) = (Float(image.width), Float(image.height))
    let box = found.box.scaled(x: width, y: height).clipped(toWidth: width, height: height)
    guard !box.isEmpty else { return nil }
    return Detection(
      label: classes[found.classIndex], classIndex: found.classIndex, score: found.score, box: box)
  }
}

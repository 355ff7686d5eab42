import Images
import Tensors

/// The pictures of a collection as a detector takes them: augmented, resized, less the mean.
public struct ObjectDataset: Dataset {
  /// The pictures.
  public let pictures: any ObjectCollection
  /// What is done to each picture, drawn anew in each epoch.
  public let transforms: [any ObjectTransform]
  /// The height and width of the network's input.
  public let size: Int
  /// What is subtracted from red, green and blue.
  public let mean: SIMD3<Float>
  /// What red, green and blue are multiplied with after that.
  public let scale: SIMD3<Float>
  /// Whether difficult objects are kept, for evaluation.
  public let keepsDifficult: Bool

  /// Red, green and blue that the base network of SSD has subtracted from 0…255.
  public static let mean = SIMD3<Float>(123, 117, 104)

  /// Creates a data set.
  ///
  /// - Parameters:
  ///   - pictures: The pictures.
  ///   - transforms: Augmentation, before the resizing that follows in any case; none to evaluate.
  ///   - size: The height and width of the network's input.
  ///   - mean: What is subtracted from red, green and blue, 0…255.
  ///   - keepsDifficult: Whether difficult objects are kept, for evaluation.
  public init(
    _ pictures: any ObjectCollection, transforms: [any ObjectTransform] = [], size: Int = 300,
    mean: SIMD3<Float> = ObjectDataset.mean, keepsDifficult: Bool = false
  ) {
    self.pictures = pictures
    self.transforms = transforms
    self.size = size
    self.mean = mean
    scale = .one
    self.keepsDifficult = keepsDifficult
  }

  /// Creates a data set for weights with a preprocessing.
  ///
  /// - Parameters:
  ///   - pictures: The pictures.
  ///   - transforms: Augmentation, before the resizing that follows in any case; none to evaluate.
  ///   - preprocessing: The range and normalization of the network's input, and its size, to which
  ///     a picture is squeezed without antialiasing; channels are RGB.
  ///   - keepsDifficult: Whether difficult objects are kept, for evaluation.
  public init(
    _ pictures: any ObjectCollection, transforms: [any ObjectTransform] = [],
    preprocessing: Preprocessing, keepsDifficult: Bool = false
  ) {
    let (mean, deviation) = (preprocessing.mean, preprocessing.deviation)
    let levels = 255 / preprocessing.scale
    self.pictures = pictures
    self.transforms = transforms
    size = preprocessing.outputSize.width
    self.mean = SIMD3(mean[0], mean[1], mean[2]) * levels
    scale = 1 / (SIMD3(deviation[0], deviation[1], deviation[2]) * levels)
    self.keepsDifficult = keepsDifficult
  }

  public var count: Int { pictures.count }

  public func sample(at index: Int, random: inout Random) throws -> ObjectSample {
    var picture = AnnotatedPicture(
      try pictures.image(at: index),
      objects: pictures.objects(at: index).filter { keepsDifficult || !$0.isDifficult })
    transforms(&picture, random: &random)
    let image = Tensor(shape: [size, size, 3]) { result in
      picture.copy(into: result, width: size, height: size)
      for pixel in 0..<size * size {
        result[3 * pixel] = (result[3 * pixel] - mean.x) * scale.x
        result[3 * pixel + 1] = (result[3 * pixel + 1] - mean.y) * scale.y
        result[3 * pixel + 2] = (result[3 * pixel + 2] - mean.z) * scale.z
      }
    }
    let (x, y) = (1 / Float(picture.width), 1 / Float(picture.height))
    let objects = picture.objects.map { object in
      GroundTruthBox(
        box: object.box.scaled(x: x, y: y), label: object.label, isDifficult: object.isDifficult)
    }
    return ObjectSample(image: image, objects: objects, path: pictures.name(at: index))
  }

  public func name(of index: Int) -> String { pictures.name(at: index) }
}

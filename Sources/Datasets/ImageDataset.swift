import Images
import Tensors

/// The pictures of a collection as a network takes them: augmented, sized, normalized.
public struct ImageDataset: Dataset {
  /// The pictures.
  public let images: any ImageCollection
  /// What is done to each picture, drawn anew in each epoch.
  public let transforms: [any ImageTransform]
  private let tensor: @Sendable (Image) -> Tensor

  /// Creates a data set for weights with a preprocessing.
  ///
  /// - Parameters:
  ///   - images: The pictures.
  ///   - transforms: Augmentation; where it leaves the size that the preprocessing gives, no more
  ///     is resized or cropped.
  ///   - preprocessing: The size, range and normalization of the network's input.
  public init(
    _ images: any ImageCollection, transforms: [any ImageTransform] = [],
    preprocessing: Preprocessing
  ) {
    self.images = images
    self.transforms = transforms
    tensor = { image in
      preprocessing.outputSize == (image.width, image.height)
        ? preprocessing.tensor(image) : preprocessing(image)
    }
  }

  /// Creates a data set whose transforms alone give the size.
  ///
  /// - Parameters:
  ///   - images: The pictures.
  ///   - transforms: What is done to each picture, the last one giving all the same size.
  ///   - normalization: Applied to numbers in 0…1; none by default.
  public init(
    _ images: any ImageCollection, transforms: [any ImageTransform],
    normalization: Normalization? = nil
  ) {
    self.images = images
    self.transforms = transforms
    tensor = { image in
      let x = Tensor(image)
      return normalization.map { $0(x) } ?? x
    }
  }

  public var count: Int { images.count }

  public func sample(at index: Int, random: inout Random) throws -> ImageSample {
    let image = transforms(try images.image(at: index), random: &random)
    return ImageSample(
      image: tensor(image), label: images.label(at: index), path: images.name(at: index))
  }

  public func name(of index: Int) -> String { images.name(at: index) }
}

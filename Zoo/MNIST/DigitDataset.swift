import Datasets
import Tensors

/// Digits as the network takes them, moved, turned and scaled a little at random if wished.
public struct DigitDataset: Dataset {
  /// The pictures.
  public let images: GreyImages
  /// Whether they are changed at random.
  public let augments: Bool

  /// Creates a data set.
  ///
  /// - Parameters:
  ///   - images: The pictures; other sizes than the network's are resized.
  ///   - augments: Whether they are changed at random.
  public init(_ images: GreyImages, augments: Bool = false) {
    self.images = images.resized(to: MNISTConfiguration.side)
    self.augments = augments
  }

  public var count: Int { images.count }

  public func name(of index: Int) -> String { images.name(at: index) }

  public func sample(at index: Int, random: inout Random) -> ImageSample {
    let sample = images.sample(at: index, random: &random)
    guard augments else { return sample }
    let change = DigitChange(random: &random)
    return ImageSample(image: change(sample.image), label: sample.label, path: sample.path)
  }
}

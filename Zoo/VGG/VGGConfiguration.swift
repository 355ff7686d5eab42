/// What distinguishes variants of one VGG network, saved with its weights.
public struct VGGConfiguration: Codable, Sendable, Equatable {
  /// The number of classes.
  public var classCount: Int
  /// The factor of all channel counts; below 1 the hidden layers have at most 512 units.
  public var width: Double
  /// The side of the pictures that the fully connected part is made for, a multiple of 32.
  public var imageSize: Int

  /// Creates a configuration; the paper's by default.
  public init(classCount: Int = 1000, width: Double = 1, imageSize: Int = 224) {
    self.classCount = classCount
    self.width = width
    self.imageSize = imageSize
  }

  /// What is wrong with the values; nil if nothing is.
  public var problem: String? {
    if classCount < 1 || classCount > 1 << 20 { return "classCount \(classCount), not 1…1048576" }
    if !(width >= 1.0 / 64 && width <= 4) { return "width \(width), not 1/64…4" }
    if imageSize < 32 || imageSize > 4096 || imageSize % 32 != 0 {
      return "imageSize \(imageSize), not a multiple of 32 in 32…4096"
    }
    return nil
  }

  /// A number of channels of the paper, scaled.
  func channels(_ paper: Int) -> Int { max(1, Int((Double(paper) * width).rounded())) }

  /// The units of the two hidden layers of the classifier.
  var hiddenCount: Int { width < 1 ? min(512, channels(4096)) : channels(4096) }

  /// The side of the feature maps that enter the classifier.
  var gridSize: Int { imageSize / 32 }
}

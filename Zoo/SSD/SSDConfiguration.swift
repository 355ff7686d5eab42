/// What distinguishes variants of one SSD network, saved with its weights.
public struct SSDConfiguration: Codable, Sendable, Equatable {
  /// The number of classes of objects, background not counted.
  public var classCount: Int
  /// The factor of all channel counts but the heads' outputs.
  public var width: Double
  /// The side of the pictures: 300 or 512, as the network's name says.
  public var imageSize: Int

  /// Creates a configuration; by default the paper's for the twenty classes of Pascal VOC.
  public init(classCount: Int = 20, width: Double = 1, imageSize: Int = 300) {
    self.classCount = classCount
    self.width = width
    self.imageSize = imageSize
  }

  /// What is wrong with the values; nil if nothing is.
  public var problem: String? {
    if classCount < 1 || classCount > 1 << 16 { return "classCount \(classCount), not 1…65536" }
    if !(width >= 1.0 / 64 && width <= 4) { return "width \(width), not 1/64…4" }
    if imageSize != 300 && imageSize != 512 { return "imageSize \(imageSize), not 300 or 512" }
    return nil
  }

  /// A number of channels of the paper, scaled.
  func channels(_ paper: Int) -> Int { max(1, Int((Double(paper) * width).rounded())) }
}

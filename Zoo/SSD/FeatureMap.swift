/// One of the maps that an SSD network detects objects on, and the default boxes of its cells.
public struct FeatureMap: Sendable, Equatable {
  /// The number of rows, and of columns.
  public let size: Int
  /// The channels of the published network.
  public let channels: Int
  /// The distance of neighbouring cells, in pixels of the picture.
  public let step: Double
  /// The side of the small square box, in pixels of the picture.
  public let smallSide: Double
  /// The small side of the next map; the second square lies between, at the geometric mean.
  public let largeSide: Double
  /// The ratios of width to height of the other boxes; each stands for its inverse, too.
  public let aspectRatios: [Double]

  /// Describes a map.
  init(
    _ size: Int, _ channels: Int, step: Double, sides smallSide: Double, _ largeSide: Double,
    _ aspectRatios: [Double]
  ) {
    self.size = size
    self.channels = channels
    self.step = step
    self.smallSide = smallSide
    self.largeSide = largeSide
    self.aspectRatios = aspectRatios
  }

  /// The number of default boxes in each cell: two squares, and two boxes for each ratio.
  public var boxesPerCell: Int { 2 + 2 * aspectRatios.count }

  /// The number of default boxes of the map.
  public var boxCount: Int { size * size * boxesPerCell }
}

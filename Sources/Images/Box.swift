/// A rectangle with sides along the axes, between continuous edges.
///
/// A picture of width W spans 0…W: its first pixel lies between 0 and 1. Coordinates are pixels or
/// shares of the picture, 0…1, as said where a box is given.
public struct Box: Sendable, Hashable, Codable {
  /// The left edge.
  public var xMin: Float
  /// The upper edge.
  public var yMin: Float
  /// The right edge.
  public var xMax: Float
  /// The lower edge.
  public var yMax: Float

  /// Creates a box from its edges.
  public init(xMin: Float, yMin: Float, xMax: Float, yMax: Float) {
    self.xMin = xMin
    self.yMin = yMin
    self.xMax = xMax
    self.yMax = yMax
  }

  /// Creates a box from its centre and its size.
  public init(center: (x: Float, y: Float), width: Float, height: Float) {
    self.init(
      xMin: center.x - width / 2, yMin: center.y - height / 2, xMax: center.x + width / 2,
      yMax: center.y + height / 2)
  }

  /// The distance of the right edge from the left one.
  public var width: Float { xMax - xMin }
  /// The distance of the lower edge from the upper one.
  public var height: Float { yMax - yMin }
  /// Width times height, 0 for an empty box.
  public var area: Float { isEmpty ? 0 : width * height }
  /// The middle.
  public var center: (x: Float, y: Float) { ((xMin + xMax) / 2, (yMin + yMax) / 2) }
  /// Whether nothing lies inside: an edge is on or beyond its opposite, or is no number.
  public var isEmpty: Bool { !(xMax > xMin && yMax > yMin) }

  /// The part that lies in another box as well; empty if there is none.
  public func intersection(_ other: Box) -> Box {
    Box(
      xMin: max(xMin, other.xMin), yMin: max(yMin, other.yMin), xMax: min(xMax, other.xMax),
      yMax: min(yMax, other.yMax))
  }

  /// The area that two boxes share over the area that they cover together, in 0…1; 0 if one of
  /// them is empty.
  public func intersectionOverUnion(_ other: Box) -> Float {
    let shared = intersection(other).area
    return shared > 0 ? shared / (area + other.area - shared) : 0
  }

  /// The part inside a picture of a size, edges moved to 0…width and 0…height.
  public func clipped(toWidth width: Float, height: Float) -> Box {
    Box(
      xMin: min(max(xMin, 0), width), yMin: min(max(yMin, 0), height),
      xMax: min(max(xMax, 0), width), yMax: min(max(yMax, 0), height))
  }

  /// The box after its picture was scaled: pixels to shares with 1/W and 1/H, back with W and H.
  public func scaled(x: Float, y: Float) -> Box {
    Box(xMin: xMin * x, yMin: yMin * y, xMax: xMax * x, yMax: yMax * y)
  }

  /// The box after its picture was moved.
  public func shifted(x: Float, y: Float) -> Box {
    Box(xMin: xMin + x, yMin: yMin + y, xMax: xMax + x, yMax: yMax + y)
  }

  /// The box after left and right of a picture of some width were exchanged.
  public func flippedHorizontally(width: Float) -> Box {
    Box(xMin: width - xMax, yMin: yMin, xMax: width - xMin, yMax: yMax)
  }
}

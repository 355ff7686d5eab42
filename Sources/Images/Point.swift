/// A place in a picture or a plot.
///
/// In a picture, (0, 0) is the top left corner of the first pixel and (0.5, 0.5) its middle.
public struct Point: Sendable, Hashable {
  /// The distance from the left.
  public var x: Double
  /// The distance from the top, in a plot the value.
  public var y: Double

  /// Creates a point.
  public init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }
}

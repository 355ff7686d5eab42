/// The extents of a window of a clip, `2` for 2×2×2.
public struct PoolExtents: Sendable, Equatable, ExpressibleByIntegerLiteral {
  /// The frames, rows and columns.
  public let depth, height, width: Int

  /// Creates extents of an axis each.
  public init(depth: Int, height: Int, width: Int) {
    self.depth = depth
    self.height = height
    self.width = width
  }

  public init(integerLiteral value: Int) {
    self.init(depth: value, height: value, width: value)
  }
}

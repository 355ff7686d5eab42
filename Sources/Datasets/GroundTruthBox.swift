import Images

/// An object as a loss or a metric takes it.
public struct GroundTruthBox: Sendable, Hashable {
  /// Where it is, in shares of the picture, 0…1.
  public var box: Box
  /// The index of its class, from 0, the background not counted.
  public var label: Int
  /// Whether evaluation neither counts nor punishes it.
  public var isDifficult: Bool

  /// Creates an object.
  public init(box: Box, label: Int, isDifficult: Bool = false) {
    self.box = box
    self.label = label
    self.isDifficult = isDifficult
  }
}

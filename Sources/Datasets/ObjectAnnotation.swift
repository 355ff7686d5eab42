import Images

/// An object in a picture: its class and where it is.
public struct ObjectAnnotation: Sendable, Hashable {
  /// The index of its class, the background not counted.
  public var label: Int
  /// Where it is, in pixels of the picture.
  public var box: Box
  /// Whether it is too hard to be asked for: training leaves it out, evaluation neither counts nor
  /// punishes it.
  public var isDifficult: Bool
  /// Whether a part of it lies outside the picture.
  public var isTruncated: Bool

  /// Creates an annotation.
  public init(label: Int, box: Box, isDifficult: Bool = false, isTruncated: Bool = false) {
    self.label = label
    self.box = box
    self.isDifficult = isDifficult
    self.isTruncated = isTruncated
  }
}

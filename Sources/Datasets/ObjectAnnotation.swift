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
  /// Whether the box holds a crowd of such objects: evaluation punishes no detection inside it.
  public var isCrowd: Bool
  /// The area of the object itself in pixels, by which COCO tells small from large; nil for the
  /// box's.
  public var area: Float?

  /// Creates an annotation.
  public init(
    label: Int, box: Box, isDifficult: Bool = false, isTruncated: Bool = false,
    isCrowd: Bool = false, area: Float? = nil
  ) {
    self.label = label
    self.box = box
    self.isDifficult = isDifficult
    self.isTruncated = isTruncated
    self.isCrowd = isCrowd
    self.area = area
  }

  /// All of it in one line, for a fingerprint.
  var line: String {
    let flags = [isDifficult, isTruncated, isCrowd].map { $0 ? "1" : "0" }.joined()
    let area = area.map { " \($0)" } ?? ""
    return "\(label) \(box.xMin) \(box.yMin) \(box.xMax) \(box.yMax) \(flags)\(area)"
  }
}

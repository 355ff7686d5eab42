import Images

/// A box in which an SSD network sees an object.
public struct ScoredBox: Sendable, Equatable {
  /// The class of the object, background not counted.
  public let classIndex: Int
  /// Its probability, in 0…1.
  public let score: Float
  /// Where it is, in shares of the picture; it may reach beyond.
  public let box: Box
  /// The default box that it came from.
  public let defaultBox: Int

  /// Describes a box.
  public init(classIndex: Int, score: Float, box: Box, defaultBox: Int) {
    self.classIndex = classIndex
    self.score = score
    self.box = box
    self.defaultBox = defaultBox
  }
}

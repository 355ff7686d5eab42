/// Of which class a text is, and what of it that follows from.
public struct TextAnswer: Sendable {
  /// The likeliest classes, the likeliest first.
  public let classes: [Classification]
  /// How many tokens were not read, since the text is too long.
  public let droppedTokenCount: Int
  /// Whether a word of what was read, or a piece of one, is known.
  public let knowsWord: Bool

  /// Creates an answer.
  public init(classes: [Classification], droppedTokenCount: Int, knowsWord: Bool) {
    self.classes = classes
    self.droppedTokenCount = droppedTokenCount
    self.knowsWord = knowsWord
  }
}

/// A text as the ids of its tokens.
public struct EncodedText: Sendable, Equatable {
  /// The id of each token.
  public var ids: [Int]
  /// For each token, 0 if it belongs to the first text and 1 if to the second.
  public var types: [Int]
  /// Where each token comes from, in Unicode scalars of its text; empty for tokens that were added.
  public var offsets: [Range<Int>]
  /// How many tokens were left out since the text is too long.
  public var droppedCount: Int

  /// Creates an encoding.
  public init(ids: [Int], types: [Int], offsets: [Range<Int>], droppedCount: Int = 0) {
    self.ids = ids
    self.types = types
    self.offsets = offsets
    self.droppedCount = droppedCount
  }

  /// The number of tokens.
  public var count: Int { ids.count }
}

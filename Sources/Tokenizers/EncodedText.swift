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
  /// Where those come from, in Unicode scalars of the text; empty for a pair, and where none was left out.
  public var droppedRange: Range<Int>

  /// Creates an encoding.
  public init(
    ids: [Int], types: [Int], offsets: [Range<Int>], droppedCount: Int = 0,
    droppedRange: Range<Int> = 0..<0
  ) {
    self.ids = ids
    self.types = types
    self.offsets = offsets
    self.droppedCount = droppedCount
    self.droppedRange = droppedRange
  }

  /// The number of tokens.
  public var count: Int { ids.count }

  /// The encoding of a text whose tokens stand between two that were added.
  ///
  /// - Parameters:
  ///   - tokens: All tokens of the text.
  ///   - first: The id before them.
  ///   - last: The id behind them.
  ///   - limit: The most tokens, the two included; nil for all.
  ///   - truncation: Which part of a longer text is kept.
  init(
    _ tokens: [Token], between first: Int, and last: Int, limit: Int?, _ truncation: Truncation
  ) {
    let room = limit.map { max(0, $0 - 2) } ?? tokens.count
    let kept = truncation(tokens, to: room)
    let dropped = tokens[truncation.dropped(of: tokens.count, to: room)].map(\.range)
    self.init(
      ids: [first] + kept.map(\.id) + [last], types: [Int](repeating: 0, count: kept.count + 2),
      offsets: [0..<0] + kept.map(\.range) + [0..<0], droppedCount: dropped.count,
      droppedRange: (dropped.first?.lowerBound ?? 0)..<(dropped.last?.upperBound ?? 0))
  }
}

/// Which part of a text that is too long is kept.
public enum Truncation: String, Codable, CaseIterable, Sendable {
  /// The beginning, as the published recipes do.
  case head
  /// The end: a review's verdict often stands there.
  case tail
  /// A quarter, rounded up, from the beginning and the rest from the end.
  ///
  /// Source: Sun et al., "How to Fine-Tune BERT for Text Classification?", 2019, section 5.3.1: 128
  /// and 382 of 510 tokens. https://arxiv.org/abs/1905.05583
  case headAndTail = "head-and-tail"

  /// The tokens that are kept.
  ///
  /// - Parameters:
  ///   - tokens: All tokens.
  ///   - limit: The most that are kept.
  /// - Returns: At most `limit` of them, in their order.
  func callAsFunction(_ tokens: [Token], to limit: Int) -> [Token] {
    let dropped = dropped(of: tokens.count, to: limit)
    return Array(tokens[..<dropped.lowerBound] + tokens[dropped.upperBound...])
  }

  /// The places of the tokens that are left out, which are neighbours.
  ///
  /// - Parameters:
  ///   - count: The number of all tokens.
  ///   - limit: The most that are kept.
  /// - Returns: The places; none behind the last one where all are kept.
  func dropped(of count: Int, to limit: Int) -> Range<Int> {
    guard count > limit else { return count..<count }
    switch self {
    case .head: return limit..<count
    case .tail: return 0..<count - limit
    case .headAndTail:
      let head = (limit + 3) / 4
      return head..<head + count - limit
    }
  }
}

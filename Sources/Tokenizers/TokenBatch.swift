/// Texts of one batch, filled up to the longest of them.
public struct TokenBatch: Sendable, Equatable {
  /// The number of texts.
  public let count: Int
  /// The number of tokens of each, padding included.
  public let length: Int
  /// The ids, `[count, length]` in row-major order.
  public let ids: [Int]
  /// 0 for tokens of a first text and padding, 1 for those of a second, `[count, length]`.
  public let types: [Int]
  /// 1 for tokens, 0 for padding, `[count, length]`.
  public let mask: [Int]

  /// Fills texts up.
  ///
  /// - Parameters:
  ///   - texts: The texts.
  ///   - paddingID: What they are filled with.
  ///   - length: The least number of tokens of each; that of the longest text, if it has more.
  public init(_ texts: [EncodedText], paddingID: Int, length: Int = 0) {
    let length = max(length, texts.map(\.count).max() ?? 0)
    func filled(_ values: (EncodedText) -> [Int], _ filling: Int) -> [Int] {
      texts.flatMap { text in
        values(text) + repeatElement(filling, count: length - text.count)
      }
    }
    count = texts.count
    self.length = length
    ids = filled(\.ids, paddingID)
    types = filled(\.types, 0)
    mask = filled({ $0.ids.map { _ in 1 } }, 0)
  }

  private init(count: Int, length: Int, ids: [Int], types: [Int], mask: [Int]) {
    self.count = count
    self.length = length
    self.ids = ids
    self.types = types
    self.mask = mask
  }

  /// The texts of a range, cut to the longest of them.
  public func part(_ range: Range<Int>) -> TokenBatch {
    let used = range.map { row in
      mask[row * length..<(row + 1) * length].lastIndex(of: 1).map { $0 - row * length + 1 } ?? 0
    }
    let kept = used.max() ?? 0
    func cut(_ values: [Int]) -> [Int] {
      range.flatMap { values[$0 * length..<$0 * length + kept] }
    }
    return TokenBatch(
      count: range.count, length: kept, ids: cut(ids), types: cut(types), mask: cut(mask))
  }
}

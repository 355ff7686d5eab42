import Synchronization

/// What cleaning makes of each character, in pages of 256 that are worked out when first met.
final class CleaningTable: Sendable {
  /// The cleaned characters of 256 that follow one another.
  final class Page: Sendable {
    let scalars: [[CleanedScalar]]
    /// For characters that remain one: the character, shifted by two, and its part; others have
    /// `several`.
    let single: [UInt32]

    init(_ cleaning: TextCleaning, number: Int) {
      scalars = (0..<256).map { offset in
        Unicode.Scalar(UInt32(number << 8 | offset)).map { cleaning($0) } ?? []
      }
      single = scalars.map { scalars in
        guard scalars.count == 1 else { return CleaningTable.several }
        return scalars[0].scalar.value << 2 | scalars[0].part.rawValue
      }
    }
  }

  /// The mark of characters that become none or several.
  static let several = UInt32.max

  /// How characters are cleaned.
  let cleaning: TextCleaning
  private let pages = Mutex([Page?](repeating: nil, count: 0x110000 >> 8))

  init(_ cleaning: TextCleaning) {
    self.cleaning = cleaning
  }

  /// The page of a number.
  func page(_ number: Int) -> Page {
    if let page = pages.withLock({ $0[number] }) { return page }
    let page = Page(cleaning, number: number)
    pages.withLock { $0[number] = page }
    return page
  }
}

/// A token of a text.
public struct Token: Sendable, Equatable {
  // Narrow, since a long text has millions of them.
  private let storedID: UInt32
  private let start: UInt32
  private let end: UInt32

  /// Its id.
  public var id: Int { Int(storedID) }
  /// Where it comes from, in Unicode scalars of the text.
  public var range: Range<Int> { Int(start)..<Int(end) }

  /// Creates a token of a text of less than 2³² characters.
  public init(id: Int, range: Range<Int>) {
    storedID = UInt32(truncatingIfNeeded: id)
    start = UInt32(truncatingIfNeeded: range.lowerBound)
    end = UInt32(truncatingIfNeeded: range.upperBound)
  }
}

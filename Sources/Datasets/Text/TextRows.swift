/// The rows of a table of separated fields, found one by one from front to back.
///
/// Source: RFC 4180, "Common Format and MIME Type for Comma-Separated Values (CSV) Files"; lines end
/// with a line feed, with or without a carriage return, and nothing else ends one.
struct TextRows {
  /// A row that cannot be read.
  struct Broken: Error {
    let reason: String
  }

  /// A row: its bytes without the line end, and its first line.
  struct Row {
    let range: Range<Int>
    let line: Int
  }

  private let bytes: UnsafeRawBufferPointer
  private let separator: UInt8
  private let isQuoted: Bool
  private var position = 0
  private var line = 1
  /// How many bytes may still be read again, so that broken tables take no longer than large ones.
  private var budget: Int

  init(_ bytes: UnsafeRawBufferPointer, separator: UInt8, isQuoted: Bool, from start: Int = 0) {
    self.bytes = bytes
    self.separator = separator
    self.isQuoted = isQuoted
    position = start
    budget = 8 * bytes.count
  }

  /// The next row that is not empty; nil at the end.
  mutating func next() -> Row? {
    while position < bytes.count {
      let (start, first) = (position, line)
      var end = endOfRow()
      position = min(end + 1, bytes.count)
      line += 1
      if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
      if end > start { return Row(range: start..<end, line: first) }
    }
    return nil
  }

  /// Goes on at the line behind the first one of a row that cannot be read: a stray quote must not
  /// swallow the rows after it.
  mutating func goOn(behindFirstLineOf row: Row) {
    let cost = position - row.range.lowerBound
    guard cost <= budget else { return }
    budget -= cost
    var index = row.range.lowerBound
    while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
    position = min(index + 1, bytes.count)
    line = row.line + 1
  }

  /// The line feed that ends the row, or the end of the table; line feeds within quotes are counted.
  private mutating func endOfRow() -> Int {
    var index = position
    var startsField = true
    while index < bytes.count, bytes[index] != UInt8(ascii: "\n") {
      let byte = bytes[index]
      index += 1
      guard isQuoted, startsField, byte == UInt8(ascii: "\"") else {
        startsField = byte == separator
        continue
      }
      startsField = false
      let lineOfQuote = line
      guard let close = closingQuote(from: index) else {
        // A quote that never ends must not swallow the rest: the row is broken, the next line not.
        line = lineOfQuote
        while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
        return index
      }
      index = close + 1
    }
    return index
  }

  /// The quote that ends a field, doubled ones skipped; nil if there is none.
  private mutating func closingQuote(from start: Int) -> Int? {
    var index = start
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "\n") { line += 1 }
      if bytes[index] == UInt8(ascii: "\"") {
        guard index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "\"") else { return index }
        index += 1
      }
      index += 1
    }
    return nil
  }

  /// The fields of a row, quotes removed.
  func fields(of row: Range<Int>) throws(Broken) -> [[UInt8]] {
    var fields: [[UInt8]] = []
    var index = row.lowerBound
    while true {
      guard isQuoted, index < row.upperBound, bytes[index] == UInt8(ascii: "\"") else {
        let end = bytes[index..<row.upperBound].firstIndex(of: separator) ?? row.upperBound
        fields.append(Array(bytes[index..<end]))
        guard end < row.upperBound else { return fields }
        index = end + 1
        continue
      }
      let (field, end) = try quoted(from: index + 1, to: row.upperBound)
      fields.append(field)
      guard end < row.upperBound else { return fields }
      guard bytes[end] == separator else {
        throw Broken(reason: "text after a closing quote — double the quotes within a field")
      }
      index = end + 1
    }
  }

  private func quoted(
    from start: Int, to limit: Int
  ) throws(Broken) -> (field: [UInt8], end: Int) {
    var field: [UInt8] = []
    var index = start
    while index < limit {
      guard bytes[index] == UInt8(ascii: "\"") else {
        field.append(bytes[index])
        index += 1
        continue
      }
      guard index + 1 < limit, bytes[index + 1] == UInt8(ascii: "\"") else {
        return (field, index + 1)
      }
      field.append(bytes[index])
      index += 2
    }
    throw Broken(reason: "a quote that is never closed")
  }
}

/// The columns of a table of separated fields.
struct TextLayoutColumns: Sendable {
  let separator: UInt8
  let isQuoted: Bool
  /// Whether the first row names the columns.
  let hasHeader: Bool
  /// The number of columns; empty ones at the end may be missing or too many.
  let count: Int
  let text: Int
  let label: Int

  init(
    _ path: String, _ bytes: UnsafeRawBufferPointer, from start: Int, isComma: Bool,
    _ options: TextTableOptions
  ) throws(DatasetError) {
    isQuoted = options.isQuoted ?? isComma
    separator =
      isComma
      ? Self.separatorOfCSV(bytes, from: start) : UInt8(ascii: "\t")
    var rows = TextRows(bytes, separator: separator, isQuoted: isQuoted, from: start)
    guard let first = rows.next() else { throw .malformed("\(path) holds no row") }
    let fields: [String]
    do {
      fields = try rows.fields(of: first.range).map { String(decoding: $0, as: UTF8.self) }
    } catch {
      throw .malformed("\(path), line \(first.line): \(error.reason)")
    }
    let names = fields.map { $0.lowercased().filter { !$0.isWhitespace } }
    func place(_ wanted: String?, _ known: [String]) -> Int? {
      guard let wanted else { return known.compactMap { names.firstIndex(of: $0) }.first }
      return names.firstIndex(of: wanted.lowercased().filter { !$0.isWhitespace })
    }
    let text = place(options.textColumn, TextTableOptions.textNames)
    let label = place(options.labelColumn, TextTableOptions.labelNames)
    let used = fields.count - fields.reversed().prefix { $0.isEmpty }.count
    if let text, let label {
      hasHeader = true
      count = fields.count
      (self.text, self.label) = (text, label)
      return
    }
    hasHeader = false
    count = used
    let numbers = [options.textColumn ?? "1", options.labelColumn ?? "2"].map { Int($0) ?? 0 }
    guard numbers.allSatisfy({ (1...max(1, used)).contains($0) }), numbers[0] != numbers[1] else {
      throw .malformed(
        """
        \(path): no columns of text and class in '\(fields.joined(separator: " | ").prefix(80))' — \
        name them with --text-column and --label-column
        """)
    }
    (self.text, self.label) = (numbers[0] - 1, numbers[1] - 1)
  }

  /// A comma, unless the first line has only semicolons.
  private static func separatorOfCSV(_ bytes: UnsafeRawBufferPointer, from start: Int) -> UInt8 {
    let line = bytes[start...].prefix { $0 != UInt8(ascii: "\n") }
    let hasComma = line.contains(UInt8(ascii: ","))
    return !hasComma && line.contains(UInt8(ascii: ";")) ? UInt8(ascii: ";") : UInt8(ascii: ",")
  }
}

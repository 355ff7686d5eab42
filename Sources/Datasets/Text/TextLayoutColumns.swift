/// The columns of a table of separated fields.
struct TextLayoutColumns: Sendable {
  let separator: UInt8
  let isQuoted: Bool
  /// Whether the first row names the columns.
  let hasHeader: Bool
  /// Whether the user gave a column by its number.
  let isNumbered: Bool
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
    let used = fields.count - fields.reversed().prefix { $0.isEmpty }.count
    func number(_ wanted: String?) -> Int? {
      guard let wanted, let number = Int(wanted), (1...max(1, used)).contains(number) else {
        return nil
      }
      return number - 1
    }
    /// The place of a column, and whether the first row names it.
    func place(
      _ wanted: String?, _ known: [String], _ usual: Int
    ) -> (index: Int, isNamed: Bool)? {
      if let index = number(wanted) { return (index, known.contains(names[index])) }
      let sought = wanted.map { name in [name.lowercased().filter { !$0.isWhitespace }] } ?? known
      if let index = sought.compactMap({ names.firstIndex(of: $0) }).first { return (index, true) }
      return wanted == nil && usual < used ? (usual, false) : nil
    }
    let heading = "'\(fields.joined(separator: " | ").prefix(80))'"
    for wanted in [options.textColumn, options.labelColumn].compactMap(\.self)
    where place(wanted, [], 0) == nil {
      throw .malformed("\(path): no column '\(wanted)' in \(heading) — name one that is there")
    }
    isNumbered = number(options.textColumn) != nil || number(options.labelColumn) != nil
    // What the first row names by half is for the user to say.
    let isGiven = options.textColumn != nil || options.labelColumn != nil
    guard let text = place(options.textColumn, TextTableOptions.textNames, 0),
      let label = place(options.labelColumn, TextTableOptions.labelNames, 1),
      text.index != label.index, isGiven || text.isNamed == label.isNamed
    else {
      throw .malformed(
        """
        \(path): no columns of text and class in \(heading) — name two with --text-column and \
        --label-column
        """)
    }
    hasHeader = text.isNamed || label.isNamed
    count = hasHeader ? fields.count : used
    (self.text, self.label) = (text.index, label.index)
  }

  /// A comma, unless the first line has only semicolons.
  private static func separatorOfCSV(_ bytes: UnsafeRawBufferPointer, from start: Int) -> UInt8 {
    let line = bytes[start...].prefix { $0 != UInt8(ascii: "\n") }
    let hasComma = line.contains(UInt8(ascii: ","))
    return !hasComma && line.contains(UInt8(ascii: ";")) ? UInt8(ascii: ";") : UInt8(ascii: ",")
  }
}

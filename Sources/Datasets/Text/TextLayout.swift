import Files

/// How a table is laid out: what separates its fields, and which ones are text and class.
enum TextLayout: Sendable {
  /// Fields by their places.
  case separated(TextLayoutColumns)
  /// A JSON object a line, values by their keys.
  case objects(text: [String], label: [String])

  /// Finds the layout of a file from its name, its first row and what the user says.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - bytes: Its content, unpacked.
  ///   - start: Where the content begins, behind a byte order mark.
  ///   - options: What the user says.
  /// - Throws: `DatasetError`, where the columns cannot be found.
  init(
    _ path: String, _ bytes: UnsafeRawBufferPointer, from start: Int, _ options: TextTableOptions
  ) throws(DatasetError) {
    let name = Self.nameWithoutPacking(path)
    if [".jsonl", ".ndjson", ".json"].contains(where: name.hasSuffix) {
      self = .objects(
        text: options.textColumn.map { [$0] } ?? TextTableOptions.textNames,
        label: options.labelColumn.map { [$0] } ?? TextTableOptions.labelNames)
      return
    }
    self = .separated(
      try TextLayoutColumns(
        path, bytes, from: start, isComma: name.hasSuffix(".csv"), options))
  }

  /// The file name in small letters without `.gz`.
  static func nameWithoutPacking(_ path: String) -> String {
    let name = fileName(of: path).lowercased()
    return name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
  }

  /// Whether a file name is one of a table.
  static func isTable(_ path: String) -> Bool {
    let name = nameWithoutPacking(path)
    return [".tsv", ".csv", ".jsonl", ".ndjson"].contains(where: name.hasSuffix)
  }
}

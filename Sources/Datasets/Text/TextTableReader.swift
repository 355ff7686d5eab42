import Files
import Tokenizers

/// Reads a table from front to back: where its rows are, and the class of each.
struct TextTableReader {
  /// The text and the class of a row.
  struct Record {
    let text: [UInt8]
    let label: [UInt8]
  }

  /// The most classes that a table may have: with more, the column is hardly one of classes.
  static let classLimit = 1000

  private(set) var rows: [(start: Int, end: Int, line: Int)] = []
  private(set) var strays: [SkippedSample] = []
  private(set) var repairedCount = 0
  private var labels: [Int32] = []
  private var names: [String]
  private var indices: [String: Int32]
  private var areNumbers: Bool?

  private let path: String
  private let layout: TextLayout
  private let options: TextTableOptions
  private let areKnown: Bool

  init(
    _ path: String, _ layout: TextLayout, _ options: TextTableOptions, _ classNames: [String]?
  ) {
    self.path = path
    self.layout = layout
    self.options = options
    areKnown = classNames != nil
    names = classNames ?? []
    indices = Dictionary(
      names.enumerated().map { ($1, Int32($0)) }, uniquingKeysWith: { first, _ in first })
  }

  /// Reads all rows.
  mutating func read(
    _ bytes: UnsafeRawBufferPointer, from start: Int
  ) throws(DatasetError) {
    var found: TextRows
    switch layout {
    case .separated(let columns):
      found = TextRows(
        bytes, separator: columns.separator, isQuoted: columns.isQuoted, from: start)
      if columns.hasHeader { _ = found.next() }
    case .objects: found = TextRows(bytes, separator: 0, isQuoted: false, from: start)
    }
    var firstLine: Int?
    while let row = found.next() {
      let name = "\(path), line \(row.line)"
      let isFirst = firstLine == nil
      firstLine = firstLine ?? row.line
      do throws(DatasetError) {
        let record: Record
        do throws(DatasetError) {
          record = try Self.record(bytes, row.range, layout, name: name)
        } catch {
          found.goOn(behindFirstLineOf: row)
          throw error
        }
        if isFirst, areKnown, namesColumns(record.label) {
          try checkHeader(record.label, name)
          continue
        }
        guard !isBlank(record.text) else { throw DatasetError.malformed("\(name): no text") }
        // Last, since it may be a new class, which a row that is left out must not bring.
        let label = try self.label(record.label, name)
        rows.append((row.range.lowerBound, row.range.upperBound, row.line))
        labels.append(label)
        if String(validating: record.text, as: UTF8.self) == nil { repairedCount += 1 }
      } catch {
        guard options.skipsBroken else { throw Self.withCure(error) }
        strays.append(SkippedSample(name: name, reason: "\(error)"))
      }
    }
    if let firstLine { try removeHeader(in: firstLine) }
  }

  /// The error with what to do about a row, where it does not say so.
  private static func withCure(_ error: DatasetError) -> DatasetError {
    guard case .malformed(let message) = error, !message.contains(" — ") else { return error }
    return .malformed("\(message) — correct the row, or leave such rows out with --skip-broken")
  }

  /// Whether the class of the first row is none while all that are known are numbers.
  private func namesColumns(_ label: [UInt8]) -> Bool {
    guard case .separated(let columns) = layout, !columns.hasHeader else { return false }
    let label = String(decoding: label, as: UTF8.self)
    return !label.isEmpty && Int(label) == nil && indices[label] == nil
      && names.allSatisfy { Int($0) != nil }
  }

  /// Takes the first row for names of columns where the user gave these by their numbers.
  private func checkHeader(_ label: [UInt8], _ name: String) throws(DatasetError) {
    if case .separated(let columns) = layout, columns.isNumbered { return }
    let label = escaped(String(String(decoding: label, as: UTF8.self).prefix(40)))
    throw .malformed(
      "\(name): the class '\(label)' is no number, as those of all other rows are — if the row names "
        + "the columns, say which they are with --text-column and --label-column")
  }

  /// Removes the first row again if its class alone is no number.
  private mutating func removeHeader(in line: Int) throws(DatasetError) {
    guard case .separated(let columns) = layout, !columns.hasHeader, !areKnown,
      rows.first?.line == line, names.count > 1, Int(names[0]) == nil,
      names.dropFirst().allSatisfy({ Int($0) != nil }), !labels.dropFirst().contains(0)
    else { return }
    try checkHeader(Array(names[0].utf8), "\(path), line \(line)")
    rows.removeFirst()
    names.removeFirst()
    labels = labels.dropFirst().map { $0 - 1 }
    areNumbers = true
  }

  /// The rows with the classes in order: numbers by value, names by their characters.
  func sorted() -> (
    rows: [(start: Int, end: Int, line: Int)], names: [String], labels: [Int32]
  ) {
    guard !areKnown else { return (rows, names, labels) }
    let order = names.indices.sorted { a, b in
      if areNumbers == true, let a = Int(names[a]), let b = Int(names[b]) { return a < b }
      return names[a].unicodeScalars.lexicographicallyPrecedes(names[b].unicodeScalars)
    }
    var places = [Int32](repeating: 0, count: names.count)
    for (place, index) in order.enumerated() { places[index] = Int32(place) }
    return (rows, order.map { names[$0] }, labels.map { places[Int($0)] })
  }

  private mutating func label(_ bytes: [UInt8], _ name: String) throws(DatasetError) -> Int32 {
    let label = String(decoding: bytes, as: UTF8.self)
    guard !label.isEmpty else { throw .malformed("\(name): no class") }
    if let index = indices[label] { return index }
    guard !areKnown else {
      throw .malformed(
        "\(name): the class '\(escaped(String(label.prefix(40))))' is not one of the training "
          + "data's, \(names.prefix(10).joined(separator: ", "))")
    }
    let isNumber = Int(label) != nil
    guard isNumber || areNumbers != true else {
      throw .malformed(
        "\(name): the class '\(escaped(String(label.prefix(40))))' is no number, as those of the "
          + "rows before are")
    }
    areNumbers = isNumber && areNumbers != false
    guard names.count < Self.classLimit else {
      throw .malformed(
        "\(name): more than \(Self.classLimit) classes — is it the column of classes? "
          + "--label-column names another")
    }
    names.append(label)
    indices[label] = Int32(names.count - 1)
    return Int32(names.count - 1)
  }

  /// The text and the class of a row.
  static func record(
    _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, _ layout: TextLayout, name: String
  ) throws(DatasetError) -> Record {
    switch layout {
    case .objects(let text, let label):
      return try object(bytes[range], text, label, name)
    case .separated(let columns):
      let rows = TextRows(bytes, separator: columns.separator, isQuoted: columns.isQuoted)
      let fields: [[UInt8]]
      do {
        fields = try rows.fields(of: range)
      } catch {
        throw .malformed("\(name): \(error.reason)")
      }
      let used = fields.count - fields.reversed().prefix(while: \.isEmpty).count
      guard used <= columns.count, max(columns.text, columns.label) < fields.count else {
        let count = fields.count == 1 ? "1 column" : "\(fields.count) columns"
        throw .malformed("\(name): \(count), not \(columns.count)")
      }
      return Record(text: fields[columns.text], label: fields[columns.label])
    }
  }

  private static func object(
    _ bytes: UnsafeRawBufferPointer.SubSequence, _ textNames: [String], _ labelNames: [String],
    _ name: String
  ) throws(DatasetError) -> Record {
    var reader = try JSONReader(MappedFile(content: Array(bytes), path: name))
    var texts: [String: String] = [:]
    var labels: [String: String] = [:]
    try reader.object { (reader, key) throws(DatasetError) in
      if textNames.contains(key) {
        texts[key] = try reader.string()
      } else if labelNames.contains(key) {
        labels[key] = try reader.stringOrInteger()
      } else {
        try reader.skip()
      }
    }
    try reader.end()
    guard let text = textNames.compactMap({ texts[$0] }).first else {
      throw .malformed(
        "\(name): no '\(textNames.joined(separator: "' or '"))' — --text-column names another")
    }
    guard let label = labelNames.compactMap({ labels[$0] }).first else {
      throw .malformed(
        "\(name): no '\(labelNames.joined(separator: "' or '"))' — --label-column names another")
    }
    return Record(text: Array(text.utf8), label: Array(label.utf8))
  }
}

extension JSONReader {
  /// A class: a string or a whole number.
  fileprivate mutating func stringOrInteger() throws(DatasetError) -> String {
    if isNext("\"") { return try string() }
    guard "-0123456789".unicodeScalars.contains(where: { isNext($0) }) else {
      throw error("a class must be here: a string or a whole number, such as \"pos\" or 1")
    }
    return "\(try integer())"
  }
}

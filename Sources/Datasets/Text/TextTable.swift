import Files
import Tokenizers

/// Texts of a file: TSV, CSV, or a JSON object a line, packed with gzip or not.
///
/// The file is read once to find its rows and stays mapped; a text is read when it is asked for.
public struct TextTable: TextCollection {
  /// The file.
  public let path: String
  /// The classes: names in their order, or numbers in theirs.
  public let classNames: [String]
  /// Rows that cannot be read, left out.
  public let strays: [SkippedSample]
  /// The number of texts with bytes that are no UTF-8.
  public let repairedCount: Int
  /// The SHA-256 of the file.
  public let fingerprint: String

  private let file: MappedFile
  private let layout: TextLayout
  private let rows: [(start: Int, end: Int, line: Int)]
  private let classes: [Int32]

  /// Reads a table.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - options: How it is read, where it does not show it.
  ///   - classNames: The classes, where they are known; another one is an error.
  /// - Throws: `DatasetError` with the line, where a row has no text or class.
  public init(
    _ path: String, _ options: TextTableOptions = TextTableOptions(), classNames: [String]? = nil
  ) throws(DatasetError) {
    let file = try Self.unpacked(path)
    let start = file.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let layout = try TextLayout(path, file.bytes, from: start, options)
    var reader = TextTableReader(path, layout, options, classNames)
    try reader.read(file.bytes, from: start)
    guard !reader.rows.isEmpty else {
      let first = reader.strays.first.map { ", first \($0)" } ?? ""
      throw .malformed("\(path) holds no text with a class\(first)")
    }
    self.path = path
    self.file = file
    self.layout = layout
    strays = reader.strays
    repairedCount = reader.repairedCount
    (rows, self.classNames, classes) = reader.sorted()
    do {
      fingerprint = try sha256(ofFile: path)
    } catch {
      throw DatasetError(error)
    }
  }

  private static func unpacked(_ path: String) throws(DatasetError) -> MappedFile {
    do {
      let file = try MappedFile(path)
      guard file.bytes.starts(with: [0x1F, 0x8B]) else { return file }
      return MappedFile(content: try inflateGzip(file.bytes, name: path), path: path)
    } catch {
      throw DatasetError(error)
    }
  }

  public var count: Int { rows.count }

  public func label(at index: Int) -> Int { Int(classes[index]) }

  public func text(at index: Int) throws -> String { try repairedText(at: index).text }

  public func repairedText(at index: Int) throws -> RepairedText {
    let row = rows[index]
    let record = try TextTableReader.record(
      file.bytes, row.start..<row.end, layout, name: name(at: index))
    return RepairedText(record.text)
  }

  public func name(at index: Int) -> String { "\(path), line \(rows[index].line)" }
}

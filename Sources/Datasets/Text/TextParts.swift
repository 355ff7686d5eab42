import Files

/// Where the parts of texts are: folders of classes, or tables.
struct TextParts {
  /// The texts to train with.
  var training: String?
  /// The texts to validate with.
  var validation: String?
  /// The texts to test with.
  var test: String?

  /// What the parts are called.
  private static let words = [
    ["train", "training"], ["val", "valid", "validation", "dev"], ["test", "testing"],
  ]

  /// The parts of a table, which is all to train with, or of a folder.
  ///
  /// A folder is one of classes where it has neither folders nor tables with a part's name.
  ///
  /// - Parameter path: The table or the folder.
  /// - Throws: `DatasetError`, where the folder cannot be read, or the tables' names do not tell the
  ///   parts apart.
  init(_ path: String) throws(DatasetError) {
    guard isFolder(path) else {
      training = path
      return
    }
    let found = try isFolder("\(path)/train") ? Self.folders(in: path) : Self.tables(in: path)
    (training, validation, test) = (found[0], found[1], found[2])
    if training == nil, validation == nil, test == nil,
      FolderScan.list(path).names.contains(where: { isFolder("\(path)/\($0)") })
    {
      training = path
    }
  }

  /// The folders with a part's name.
  private static func folders(in folder: String) -> [String?] {
    words.map { names in names.map { "\(folder)/\($0)" }.first(where: isFolder) }
  }

  /// The tables of a folder that have a part's name as a word in theirs.
  private static func tables(in folder: String) throws(DatasetError) -> [String?] {
    let tables = try FolderScan.listing(of: folder).names.filter(TextLayout.isTable)
    if let table = tables.first(where: { parts(of: $0).count > 1 }) {
      let names = parts(of: table).map { words[$0][0] }.joined(separator: " and ")
      throw .malformed(
        "\(folder)/\(escaped(table)): its name says \(names) — rename it, or name one table as data"
      )
    }
    var found: [String?] = []
    for (part, words) in Self.words.enumerated() {
      let named = tables.filter { parts(of: $0) == [part] }
      guard named.count < 2 else {
        throw .malformed(
          "\(folder): \(named.map(escaped).joined(separator: " and ")) are all called "
            + "\(words[0]) — leave one of them there, or name one table as data")
      }
      found.append(named.first.map { "\(folder)/\($0)" })
    }
    return found
  }

  /// Which parts a table's name has as words.
  private static func parts(of table: String) -> [Int] {
    let name = TextLayout.nameWithoutPacking(table)
    let stem = name.prefix(upTo: name.lastIndex(of: ".") ?? name.endIndex)
    let found = Set(stem.split { !$0.isLetter }.map(String.init))
    return words.indices.filter { !found.isDisjoint(with: words[$0]) }
  }

  /// Whether a folder has a table to train with.
  static func hasTrainingTable(_ folder: String) -> Bool {
    FolderScan.list(folder).names.contains { TextLayout.isTable($0) && parts(of: $0).contains(0) }
  }
}

import Files

/// The texts to train with, those to validate with, and those to test with.
public struct TextData: Sendable {
  /// What results name: `imdb`, `imdb (drawn sample)`, a folder or file.
  public let name: String
  /// The texts to train with.
  public let training: any TextCollection
  /// The texts to validate with, of the same classes.
  public let validation: any TextCollection
  /// The texts that nothing was chosen by; those to validate with where the data have no others.
  public let test: any TextCollection
  /// What to tell the user before any result: what was left out, what stands in for what.
  public let notices: [String]
  /// Whether texts from a grammar stand in for the real data.
  public let isDrawn: Bool

  /// Creates data of two or three parts.
  public init(
    name: String, training: any TextCollection, validation: any TextCollection,
    test: (any TextCollection)? = nil, notices: [String] = [], isDrawn: Bool = false
  ) {
    self.name = name
    self.training = training
    self.validation = validation
    self.test = test ?? validation
    self.notices = notices
    self.isDrawn = isDrawn
  }

  /// Reads a table, a folder of tables, or a folder of classes.
  ///
  /// A folder holds `train` and perhaps `val` and `test`: folders of classes, or tables whose names
  /// have these words in them. Of a folder of classes at once, of a single table, and where nothing
  /// validates, a part of the training texts does.
  ///
  /// - Parameters:
  ///   - path: The folder or the table.
  ///   - name: What results call it; the path by default.
  ///   - options: How tables are read.
  ///   - validationShare: The share of each class that validates, where the data have no such part.
  ///   - seed: What the parts follow from.
  /// - Throws: `DatasetError`, where nothing is there or a row is wrong.
  public init(
    _ path: String, name: String? = nil, options: TextTableOptions = TextTableOptions(),
    validationShare: Double = 0.2, seed: UInt64 = 0
  ) throws(DatasetError) {
    let parts = isFolder(path) ? Self.parts(in: path) : ["train": path]
    guard let first = parts["train"] else {
      throw .notFound(
        "\(path): neither a folder 'train' nor a table with 'train' in its name — give a table, or "
          + "a folder with train and test")
    }
    var notices: [String] = []
    func read(_ part: String, _ classes: [String]?) throws(DatasetError) -> any TextCollection {
      let texts: any TextCollection
      if isFolder(part) {
        texts = try TextFolder(part, classNames: classes)
      } else {
        let table = try TextTable(part, options, classNames: classes)
        if table.repairedCount > 0 {
          notices.append(
            "\(part): \(table.repairedCount) texts with bytes that are no UTF-8, repaired")
        }
        texts = table
      }
      notices += texts.strays.map { "skipped: \($0)" }
      return texts
    }
    let training = try read(first, nil)
    guard training.classNames.count >= 2 else {
      throw .malformed("\(first) has one class only — a classifier needs two or more")
    }
    let validation = try parts["val"].map { part throws(DatasetError) in
      try read(part, training.classNames)
    }
    let test = try parts["test"].map { part throws(DatasetError) in
      try read(part, training.classNames)
    }
    guard let validation else {
      let split = training.stratifiedSplit(validationShare: validationShare, seed: seed)
      self.init(
        name: name ?? path, training: split.training, validation: split.validation, test: test,
        notices: notices)
      return
    }
    self.init(
      name: name ?? path, training: training, validation: validation, test: test, notices: notices)
  }

  /// What the parts are called.
  private static let aliases = [
    "train": ["train"], "val": ["val", "valid", "validation", "dev"], "test": ["test"],
  ]

  /// The folders or tables of the parts, by the parts' names.
  private static func parts(in folder: String) -> [String: String] {
    if isFolder("\(folder)/train") {
      return aliases.compactMapValues { names in
        names.map { "\(folder)/\($0)" }.first(where: isFolder)
      }
    }
    let parts = tables(in: folder)
    let names = FolderScan.list(folder).names
    if parts.isEmpty, names.contains(where: { isFolder("\(folder)/\($0)") }) {
      return ["train": folder]
    }
    return parts
  }

  /// The tables of a folder that have a part's name in theirs, by the parts' names.
  private static func tables(in folder: String) -> [String: String] {
    let tables = FolderScan.list(folder).names.filter(TextLayout.isTable)
    return aliases.compactMapValues { words in
      tables.first { name in words.contains { name.lowercased().contains($0) } }
        .map { "\(folder)/\($0)" }
    }
  }

  /// Whether a folder is laid out as IMDb is published, or has tables of its parts.
  static func holdsTexts(_ folder: String) -> Bool {
    isFolder(folder) && (isFolder("\(folder)/train/neg") || tables(in: folder)["train"] != nil)
  }

  /// Whether a path looks like texts: a table, a folder with tables, or folders of `.txt` files.
  public static func isTextData(_ path: String) -> Bool {
    guard isFolder(path) else { return TextLayout.isTable(path) }
    if tables(in: path)["train"] != nil { return true }
    let root = isFolder("\(path)/train") ? "\(path)/train" : path
    return FolderScan.list(root).names.contains { name in
      isFolder("\(root)/\(name)")
        && FolderScan.list("\(root)/\(name)").names.contains { $0.hasSuffix(".txt") }
    }
  }

  /// The same data with each part changed in the same way.
  public func mapped(_ change: (any TextCollection) -> any TextCollection) -> TextData {
    TextData(
      name: name, training: change(training), validation: change(validation), test: change(test),
      notices: notices, isDrawn: isDrawn)
  }

  /// The same data with a further notice.
  func announcing(_ notice: String) -> TextData {
    TextData(
      name: name, training: training, validation: validation, test: test,
      notices: notices + [notice], isDrawn: isDrawn)
  }

  /// The classes.
  public var classNames: [String] { training.classNames }

  /// A hash that changes when the data do.
  public var fingerprint: String {
    sha256(of: "\(training.fingerprint) \(validation.fingerprint) \(test.fingerprint)".utf8)
  }
}

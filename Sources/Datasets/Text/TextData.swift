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
  /// Whether there are texts to test with beside those to validate with.
  public let hasTest: Bool
  /// What to tell the user before any result: what was left out, what stands in for what.
  public internal(set) var notices: [String]
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
    hasTest = test != nil
    self.notices = notices
    self.isDrawn = isDrawn
  }

  /// Reads a table, a folder of tables, or a folder of classes.
  ///
  /// A folder holds `train` and perhaps `val` and `test`: folders of classes, or tables whose names
  /// have one of these words in them. Of a folder of classes at once, of a single table, and where nothing
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
    let parts = try TextParts(path)
    guard let first = parts.training else {
      throw .notFound(
        "\(path): neither a folder 'train' nor a table with the word 'train' in its name — give a "
          + "table, or a folder with train and test")
    }
    var notices: [String] = []
    let training = try Self.read(first, options, nil, &notices)
    guard training.classNames.count >= 2 else {
      throw .malformed("\(first) has one class only — a classifier needs two or more")
    }
    var others: [(any TextCollection)?] = []
    for part in [parts.validation, parts.test] {
      guard let part else {
        others.append(nil)
        continue
      }
      others.append(try Self.read(part, options, training.classNames, &notices))
    }
    guard let validation = others[0] else {
      let split = training.stratifiedSplit(validationShare: validationShare, seed: seed)
      try checkValidation(of: split.validation.count, share: validationShare, in: first)
      self.init(
        name: name ?? path, training: split.training, validation: split.validation,
        test: others[1], notices: notices)
      return
    }
    self.init(
      name: name ?? path, training: training, validation: validation, test: others[1],
      notices: notices)
  }

  /// Data that are only measured on: a single table, a folder of classes, or a folder without a part
  /// to train with, read as a whole.
  ///
  /// - Parameters:
  ///   - path: The folder or the table.
  ///   - classNames: The classes that are known; another one is an error.
  ///   - options: How tables are read.
  /// - Returns: The texts, none of them to train with; nil where the data have such a part, or where
  ///   nothing is there.
  /// - Throws: `DatasetError`, where a row is wrong.
  public static func measured(
    on path: String, classNames: [String], options: TextTableOptions = TextTableOptions()
  ) throws(DatasetError) -> TextData? {
    let whole: String
    if isFolder(path) {
      let parts = try TextParts(path)
      guard parts.training == nil || parts.training == path else { return nil }
      guard let found = parts.test ?? parts.validation ?? parts.training else { return nil }
      whole = found
    } else {
      guard isRegularFile(path) else { return nil }
      whole = path
    }
    var notices: [String] = []
    let texts = try read(whole, options, classNames, &notices)
    return TextData(
      name: path, training: texts.subset([]), validation: texts, notices: notices)
  }

  /// The texts of a part.
  private static func read(
    _ part: String, _ options: TextTableOptions, _ classes: [String]?, _ notices: inout [String]
  ) throws(DatasetError) -> any TextCollection {
    let texts: any TextCollection
    if isFolder(part) {
      texts = try TextFolder(part, classNames: classes)
    } else {
      let table = try TextTable(part, options, classNames: classes)
      if table.repairedCount > 0 {
        let count = table.repairedCount == 1 ? "1 text" : "\(table.repairedCount) texts"
        notices.append("\(part): \(count) with bytes that are no UTF-8, repaired")
      }
      texts = table
    }
    notices += texts.strays.map { "skipped: \($0)" }
    return texts
  }

  /// Whether a folder is laid out as IMDb is published, or has tables of its parts.
  static func holdsTexts(_ folder: String) -> Bool {
    isFolder(folder)
      && (isFolder("\(folder)/train/neg") || TextParts.hasTrainingTable(folder))
  }

  /// Whether a path looks like texts: a table, a folder with tables, or folders of which most files
  /// are `.txt` and none is a picture.
  public static func isTextData(_ path: String) -> Bool {
    guard isFolder(path) else { return TextLayout.isTable(path) }
    let root = isFolder("\(path)/train") ? "\(path)/train" : path
    var (texts, others) = (0, 0)
    for name in FolderScan.list(root).names where isFolder("\(root)/\(name)") {
      for file in FolderScan.list("\(root)/\(name)").names {
        if [".png", ".jpg", ".jpeg"].contains(where: file.lowercased().hasSuffix) { return false }
        if file.hasSuffix(".txt") {
          texts += 1
        } else if !isFolder("\(root)/\(name)/\(file)") {
          others += 1
        }
      }
    }
    return texts > others || TextParts.hasTrainingTable(path)
  }

  /// The same data with each part changed in the same way.
  public func mapped(_ change: (any TextCollection) -> any TextCollection) -> TextData {
    TextData(
      name: name, training: change(training), validation: change(validation),
      test: hasTest ? change(test) : nil, notices: notices, isDrawn: isDrawn)
  }

  /// The classes.
  public var classNames: [String] { training.classNames }

  /// A hash that changes when the data do.
  public var fingerprint: String {
    sha256(of: "\(training.fingerprint) \(validation.fingerprint) \(test.fingerprint)".utf8)
  }
}

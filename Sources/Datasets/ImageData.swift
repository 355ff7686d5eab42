import Files

/// The pictures to train with and those to validate with.
public struct ImageData: Sendable {
  /// What results name: `ants_bees`, `ants_bees (drawn sample)`, a folder.
  public let name: String
  /// The pictures to train with.
  public let training: any ImageCollection
  /// The pictures to validate with, of the same classes.
  public let validation: any ImageCollection
  /// What to tell the user before any result: what was left out, what stands in for what.
  public internal(set) var notices: [String]
  /// Whether drawings stand in for the real data.
  public let isDrawn: Bool

  /// Creates data of two parts.
  public init(
    name: String, training: any ImageCollection, validation: any ImageCollection,
    notices: [String] = [], isDrawn: Bool = false
  ) {
    self.name = name
    self.training = training
    self.validation = validation
    self.notices = notices
    self.isDrawn = isDrawn
  }

  /// Reads a folder: with `train` and `val` in it (or `valid`, `validation`, `test`), or classes
  /// at once, of which a part validates.
  ///
  /// - Parameters:
  ///   - root: The folder.
  ///   - name: What results call it; the folder by default.
  ///   - validationShare: The share of each class that validates, where the folder has no such part.
  ///   - seed: What the parts follow from.
  /// - Throws: `DatasetError.notFound` for a missing folder, `.malformed` for a wrong layout.
  public init(
    folder root: String, name: String? = nil, validationShare: Double = 0.2, seed: UInt64 = 0
  ) throws(DatasetError) {
    var notices: [String] = []
    func note(_ folder: ImageFolder) {
      notices += folder.strays.map { "skipped: \($0)" }
      if folder.ignoredCount > 0 {
        notices.append("\(folder.root): \(folder.ignoredCount) hidden files ignored")
      }
    }
    guard isFolder("\(root)/train") else {
      let folder = try ImageFolder(root: root)
      note(folder)
      let parts = try Self.parts(of: folder, validationShare, seed)
      self.init(
        name: name ?? root, training: parts.training, validation: parts.validation,
        notices: notices)
      return
    }
    let training = try ImageFolder(root: "\(root)/train")
    note(training)
    let part = ["val", "valid", "validation", "test"].first { isFolder("\(root)/\($0)") }
    if let part {
      let validation = try ImageFolder(
        root: "\(root)/\(part)", classNames: training.classNames)
      note(validation)
      for (name, count) in zip(validation.classNames, validation.classCounts) where count == 0 {
        notices.append("\(root)/\(part): no picture of class \(escaped(name))")
      }
      self.init(
        name: name ?? root, training: training, validation: validation, notices: notices)
    } else {
      let parts = try Self.parts(of: training, validationShare, seed)
      self.init(
        name: name ?? root, training: parts.training, validation: parts.validation,
        notices: notices)
    }
  }

  /// A part of each class for validation.
  private static func parts(
    of folder: ImageFolder, _ share: Double, _ seed: UInt64
  ) throws(DatasetError) -> (training: ImageSubset, validation: ImageSubset) {
    let parts = folder.stratifiedSplit(validationShare: share, seed: seed)
    try checkValidation(of: parts.validation.count, share: share, in: folder.root)
    return parts
  }

  /// The classes.
  public var classNames: [String] { training.classNames }

  /// A hash that changes when the data do.
  public var fingerprint: String {
    sha256(of: "\(training.fingerprint) \(validation.fingerprint)".utf8)
  }
}

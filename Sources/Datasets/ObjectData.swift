import Files

/// The pictures with boxes to train with and those to validate with.
public struct ObjectData: Sendable {
  /// What results name: `voc2012`, `voc2012 (drawn sample)`, a folder.
  public let name: String
  /// The pictures to train with; none where all of a folder is for testing.
  public var training: any ObjectCollection
  /// The pictures to validate with, of the same classes.
  public var validation: any ObjectCollection
  /// Which pictures validate: a list such as `test`, or a random share; nil for drawings.
  public let validationPart: String?
  /// What to tell the user before any result: what was left out, what stands in for what.
  public var notices: [String]
  /// The boxes that cannot be, as they are written.
  public let badBoxes: [SkippedSample]
  /// Whether drawings stand in for the real data.
  public let isDrawn: Bool

  /// Creates data of two parts.
  public init(
    name: String, training: any ObjectCollection, validation: any ObjectCollection,
    validationPart: String? = nil, notices: [String] = [], badBoxes: [SkippedSample] = [],
    isDrawn: Bool = false
  ) {
    self.name = name
    self.training = training
    self.validation = validation
    self.validationPart = validationPart
    self.notices = notices
    self.badBoxes = badBoxes
    self.isDrawn = isDrawn
  }

  /// The classes, without the background.
  public var classNames: [String] { training.classNames }

  /// What figures measured on the pictures to validate with name: `voc2007 test`.
  public var validationName: String { validationPart.map { "\(name) \($0)" } ?? name }

  /// A hash that changes when the data do.
  public var fingerprint: String {
    sha256(of: "\(training.fingerprint) \(validation.fingerprint)".utf8)
  }
}

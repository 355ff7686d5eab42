import Files

/// The pictures with boxes to train with and those to validate with.
public struct ObjectData: Sendable {
  /// What results name: `voc2012`, `voc2012 (drawn sample)`, a folder.
  public let name: String
  /// The pictures to train with.
  public let training: any ObjectCollection
  /// The pictures to validate with, of the same classes.
  public let validation: any ObjectCollection
  /// What to tell the user before any result: what was left out, what stands in for what.
  public let notices: [String]
  /// Whether drawings stand in for the real data.
  public let isDrawn: Bool

  /// Creates data of two parts.
  public init(
    name: String, training: any ObjectCollection, validation: any ObjectCollection,
    notices: [String] = [], isDrawn: Bool = false
  ) {
    self.name = name
    self.training = training
    self.validation = validation
    self.notices = notices
    self.isDrawn = isDrawn
  }

  /// The classes, without the background.
  public var classNames: [String] { training.classNames }

  /// A hash that changes when the data do.
  public var fingerprint: String {
    sha256(of: "\(training.fingerprint) \(validation.fingerprint)".utf8)
  }

  /// The same data with a further notice.
  func announcing(_ notice: String) -> ObjectData {
    ObjectData(
      name: name, training: training, validation: validation, notices: notices + [notice],
      isDrawn: isDrawn)
  }
}

/// The names of a classifier's classes, by index.
public struct ClassNames: Sendable, Equatable {
  /// The names in the order of the logits.
  public let names: [String]

  /// Creates a list of names.
  public init(_ names: [String]) {
    self.names = names
  }

  /// The number of classes.
  public var count: Int { names.count }

  /// The name of a class; `class 7` for an index without one.
  public subscript(index: Int) -> String {
    names.indices.contains(index) ? names[index] : "class \(index)"
  }

  /// A name for each of `count` classes, whatever is missing made up.
  public func filled(to count: Int) -> ClassNames {
    ClassNames((0..<count).map { self[$0] })
  }
}

extension ClassNames: Codable {
  /// Reads an array of strings.
  ///
  /// - Throws: `DecodingError` for anything else.
  public init(from decoder: any Decoder) throws {
    names = try decoder.singleValueContainer().decode([String].self)
  }

  /// Writes an array of strings.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(names)
  }
}

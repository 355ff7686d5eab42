/// A sample, or a file in its place, that cannot be used and was left out.
public struct SkippedSample: Sendable, Equatable, CustomStringConvertible {
  /// What was left out.
  public enum Kind: Sendable {
    /// A picture or an annotation that was meant to be used.
    case broken
    /// A file of another kind, which belongs to no data.
    case foreign
  }

  /// The file, or what else the sample is called.
  public let name: String
  /// What is wrong with it.
  public let reason: String
  /// What it is.
  public let kind: Kind

  /// Creates a report of a sample.
  public init(name: String, reason: String) {
    self.name = name
    self.reason = reason
    kind = .broken
  }

  /// Creates a report of a file that was met in a folder: broken if it is called a picture.
  init(file: String, reason: String) {
    name = file
    self.reason = reason
    let isPicture = [".png", ".jpg", ".jpeg"].contains { file.lowercased().hasSuffix($0) }
    kind = isPicture ? .broken : .foreign
  }

  /// The reason, which begins with the name, in one line.
  public var description: String {
    reason.hasPrefix(name) ? escaped(reason) : escaped("\(name): \(reason)")
  }
}

/// Text in one line: control characters, which file names may hold, as `\u{…}`.
func escaped(_ text: String) -> String {
  var result = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    if scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) {
      result.append(contentsOf: scalar.escaped(asASCII: true).unicodeScalars)
    } else {
      result.append(scalar)
    }
  }
  return String(result)
}

/// A sample, or a file in its place, that cannot be used and was left out.
public struct SkippedSample: Sendable, Equatable, CustomStringConvertible {
  /// The file, or what else the sample is called.
  public let name: String
  /// What is wrong with it.
  public let reason: String

  /// Creates a report.
  public init(name: String, reason: String) {
    self.name = name
    self.reason = reason
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

/// A text read from bytes that may not be UTF-8.
public struct RepairedText: Sendable, Equatable {
  /// The text, with U+FFFD in place of what is no UTF-8.
  public let text: String
  /// How many places were repaired.
  public let repairCount: Int

  /// Reads bytes: each maximal part of a broken sequence becomes one U+FFFD.
  ///
  /// A byte order mark at the beginning is dropped.
  ///
  /// Source: The Unicode Standard 15.0, section 3.9, "U+FFFD Substitution of Maximal Subparts".
  public init(_ bytes: some Collection<UInt8>) {
    if let text = String(validating: bytes, as: UTF8.self) {
      self.text = Self.withoutMark(text)
      repairCount = 0
      return
    }
    var parser = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var scalars = String.UnicodeScalarView()
    var repairs = 0
    parsing: while true {
      switch parser.parseScalar(from: &iterator) {
      case .valid(let encoded): scalars.append(Unicode.UTF8.decode(encoded))
      case .error:
        scalars.append("\u{FFFD}")
        repairs += 1
      case .emptyInput: break parsing
      }
    }
    text = Self.withoutMark(String(scalars))
    repairCount = repairs
  }

  private static func withoutMark(_ text: String) -> String {
    guard text.unicodeScalars.first == "\u{FEFF}" else { return text }
    return String(text.unicodeScalars.dropFirst())
  }
}

/// How the Transformer's tokenizer turns a review into words.
public struct ReviewCleaning: Sendable, Codable, Equatable {
  /// Whether a line break `<br />` separates words.
  ///
  /// The book deletes it, which makes one word of `good<br />bad`.
  public var separatesAtBreaks: Bool

  /// Creates a cleaning.
  public init(separatesAtBreaks: Bool = true) {
    self.separatesAtBreaks = separatesAtBreaks
  }

  /// The words of a text.
  public func words(of text: String) -> [String] {
    var words: [String] = []
    forEachWord(of: text) { bytes, _ in words.append(String(decoding: bytes, as: UTF8.self)) }
    return words
  }

  /// Calls `body` with each word: its UTF-8, and where it comes from in Unicode scalars of the text.
  func forEachWord<Failure: Error>(
    of text: String, _ body: (_ bytes: [UInt8], _ range: Range<Int>) throws(Failure) -> Void
  ) throws(Failure) {
    let scalars = text.unicodeScalars
    var index = scalars.startIndex
    var (position, start, end) = (0, 0, 0)
    var word: [UInt8] = []
    func endWord() throws(Failure) {
      guard !word.isEmpty else { return }
      try body(word, start..<end)
      word.removeAll(keepingCapacity: true)
    }
    while index != scalars.endIndex {
      let scalar = scalars[index]
      if scalar == "<", scalars[index...].starts(with: Self.lineBreak) {
        if separatesAtBreaks { try endWord() }
        index = scalars.index(index, offsetBy: Self.lineBreak.count)
        position += Self.lineBreak.count
        continue
      }
      if scalar == "." || scalar == "," {
        try endWord()
        try body([UInt8(ascii: scalar)], position..<position + 1)
      } else if scalar.separatesWords {
        try endWord()
      } else {
        if word.isEmpty { start = position }
        end = position + 1
        word.append(lowercased: scalar)
      }
      index = scalars.index(after: index)
      position += 1
    }
    try endWord()
  }

  private static let lineBreak = Array("<br />".unicodeScalars)
}

extension Unicode.Scalar {
  /// Whether the character is white space, or ASCII punctuation, which becomes white space.
  fileprivate var separatesWords: Bool {
    switch value {
    case 0x09...0x0D, 0x1C...0x20, 33...47, 58...64, 91...96, 123...126: true
    case 0..<0x80: false
    default: properties.isWhitespace
    }
  }
}

extension [UInt8] {
  /// Appends the small letter of a character.
  fileprivate mutating func append(lowercased scalar: Unicode.Scalar) {
    switch scalar.value {
    case 0x41...0x5A: append(UInt8(scalar.value) + 32)
    case 0..<0x80: append(UInt8(scalar.value))
    default: append(contentsOf: scalar.properties.lowercaseMapping.utf8)
    }
  }
}

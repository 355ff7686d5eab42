/// A reader of the JSON that a header may hold: strings, non-negative integers, and structure that
/// the caller expects; anything else is an error with its byte.
///
/// Foundation's parsers accept duplicate keys and turn large numbers into others.
///
/// Source: RFC 8259, "The JavaScript Object Notation (JSON) Data Interchange Format".
struct StrictJSON {
  private let bytes: UnsafeRawBufferPointer
  private(set) var position = 0
  /// What to call the text in an error.
  private let name: String

  /// The most members of an object.
  static let memberLimit = 1 << 17
  /// The longest name of a member, in bytes.
  static let nameLimit = 1 << 16

  init(_ bytes: UnsafeRawBufferPointer, name: String) {
    self.bytes = bytes
    self.name = name
  }

  func error(_ reason: String) -> CheckpointError {
    .malformed("\(name): \(reason) (byte \(position) of the header) — fetch or save it again")
  }

  /// Whether only white space is left.
  mutating func isAtEnd() -> Bool {
    skipSpace()
    return position == bytes.count
  }

  /// Consumes `character` if it is next.
  mutating func consume(_ character: Character) -> Bool {
    skipSpace()
    guard position < bytes.count, bytes[position] == character.asciiValue else { return false }
    position += 1
    return true
  }

  /// Consumes `character`, which must be next.
  mutating func expect(_ character: Character) throws(CheckpointError) {
    guard consume(character) else {
      guard position < bytes.count else { throw error("it ends where '\(character)' must be") }
      throw error("'\(character)' must be here")
    }
  }

  /// Reads an object; `member` reads the value of each key.
  mutating func object(
    _ member: (inout StrictJSON, _ key: String) throws(CheckpointError) -> Void
  ) throws(CheckpointError) {
    var keys = Set<[UInt8]>()
    try expect("{")
    if consume("}") { return }
    repeat {
      let key = try string()
      guard key.utf8.count <= Self.nameLimit else {
        throw error("a name of \(key.utf8.count) bytes, at most \(Self.nameLimit) are allowed")
      }
      guard keys.count < Self.memberLimit else {
        throw error("more than \(Self.memberLimit) members of an object")
      }
      guard keys.insert(Array(key.utf8)).inserted else { throw error("'\(key)' is there twice") }
      try expect(":")
      try member(&self, key)
    } while consume(",")
    try expect("}")
  }

  /// Reads an array of non-negative integers, at most `limit` of them.
  mutating func integers(limit: Int) throws(CheckpointError) -> [Int] {
    var values: [Int] = []
    try expect("[")
    if consume("]") { return [] }
    repeat {
      guard values.count < limit else { throw error("more than \(limit) numbers in a list") }
      values.append(try integer())
    } while consume(",")
    try expect("]")
    return values
  }

  /// Reads a non-negative integer that is written as one.
  mutating func integer() throws(CheckpointError) -> Int {
    skipSpace()
    let start = position
    var value = 0
    while position < bytes.count, let digit = digit(bytes[position], base: 10) {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(digit)
      guard !overflow, !carry else { throw error("a number is larger than 2⁶³") }
      value = sum
      position += 1
    }
    let isNext = position < bytes.count && ".eE+-\"".utf8.contains(bytes[position])
    guard position > start, !isNext else { throw error("a non-negative integer must be here") }
    guard bytes[start] != UInt8(ascii: "0") || position == start + 1 else {
      throw error("a number begins with 0")
    }
    return value
  }

  /// Reads a string.
  mutating func string() throws(CheckpointError) -> String {
    try expect("\"")
    var content: [UInt8] = []
    while true {
      guard position < bytes.count else { throw error("it ends within a string") }
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: content, as: UTF8.self) else {
          throw error("a string is not UTF-8")
        }
        return text
      case UInt8(ascii: "\\"): content.append(contentsOf: String(try escape()).utf8)
      case 0..<0x20: throw error("a control character in a string")
      default: content.append(byte)
      }
    }
  }

  private mutating func escape() throws(CheckpointError) -> Unicode.Scalar {
    guard position < bytes.count else { throw error("it ends within a string") }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicodeEscape()
    default: throw error("an unknown escape")
    }
  }

  private mutating func unicodeEscape() throws(CheckpointError) -> Unicode.Scalar {
    var code = try codeUnit()
    if (0xD800..<0xDC00).contains(code) {
      // A pair of surrogates spells one character.
      guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
        bytes[position + 1] == UInt8(ascii: "u")
      else { throw error("half a surrogate pair") }
      position += 2
      let low = try codeUnit()
      guard (0xDC00..<0xE000).contains(low) else { throw error("half a surrogate pair") }
      code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
    }
    guard code != 0, let scalar = Unicode.Scalar(code) else {
      throw error("a character that no name may have")
    }
    return scalar
  }

  private mutating func codeUnit() throws(CheckpointError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard position < bytes.count, let digit = digit(bytes[position], base: 16) else {
        throw error("four hexadecimal digits must be here")
      }
      value = value * 16 + UInt32(digit)
      position += 1
    }
    return value
  }

  private func digit(_ byte: UInt8, base: Int) -> Int? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f") where base == 16: Int(byte - UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F") where base == 16: Int(byte - UInt8(ascii: "A")) + 10
    default: nil
    }
  }

  private func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }

  private mutating func skipSpace() {
    while position < bytes.count, isSpace(bytes[position]) {
      position += 1
    }
  }
}

import Files

/// A strict reader of large JSON files from front to back: nothing is kept but what the caller
/// keeps, pages that were read are given back, and an error names its place as a JSON pointer.
///
/// Source: RFC 8259, "The JavaScript Object Notation (JSON) Data Interchange Format"; RFC 6901,
/// "JavaScript Object Notation (JSON) Pointer".
package struct JSONReader {
  private let file: MappedFile
  private var position = 0
  private var released = 0
  /// Where the value is that is read: keys and indices from the outermost value on.
  private var place: [Step] = []

  /// A step from a value to one within it.
  private enum Step {
    case key(String)
    case index(Int)

    /// The step in a pointer.
    var token: String {
      switch self {
      case .key(let key): escaped(key).replacing("~", with: "~0").replacing("/", with: "~1")
      case .index(let index): "\(index)"
      }
    }
  }

  /// The most values within each other.
  package static let depthLimit = 64
  /// The most bytes of a file.
  package static let byteLimit = 2 << 30

  /// Opens a file.
  package init(_ path: String) throws(DatasetError) {
    let file: MappedFile
    do {
      file = try MappedFile(path)
    } catch {
      throw DatasetError(error)
    }
    try self.init(file)
  }

  /// Reads bytes that are in memory already.
  package init(_ file: MappedFile) throws(DatasetError) {
    self.file = file
    guard file.count <= Self.byteLimit else {
      throw .malformed("\(file.path): \(file.count) bytes, more than \(Self.byteLimit)")
    }
    if file.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// An error at the value that is read.
  package func error(_ reason: String) -> DatasetError {
    let pointer = place.map { "/" + $0.token }.joined()
    return .malformed(
      "\(file.path): \(pointer.isEmpty ? "/" : pointer): \(reason) (byte \(position))")
  }

  /// Checks that only white space is left.
  package mutating func end() throws(DatasetError) {
    skipSpace()
    guard position == file.count else { throw error("more after the end of the outermost value") }
  }

  /// Reads an object; `member` reads the value of each key, or skips it.
  package mutating func object(
    _ member: (inout JSONReader, _ key: String) throws(DatasetError) -> Void
  ) throws(DatasetError) {
    try deepen()
    try expect("{", "an object")
    var keys: Set<[UInt8]> = []
    if !consume("}") {
      repeat {
        let key = try string()
        guard keys.insert(Array(key.utf8)).inserted else {
          throw error("'\(escaped(key))' is there twice")
        }
        try expect(":", "':'")
        place.append(.key(key))
        try member(&self, key)
        place.removeLast()
        release()
      } while consume(",")
      try expect("}", "',' or '}'")
    }
  }

  /// Reads an array; `element` reads each value, or skips it.
  package mutating func array(
    _ element: (inout JSONReader, _ index: Int) throws(DatasetError) -> Void
  ) throws(DatasetError) {
    try deepen()
    try expect("[", "an array")
    var index = 0
    if !consume("]") {
      repeat {
        place.append(.index(index))
        try element(&self, index)
        place.removeLast()
        index += 1
        release()
      } while consume(",")
      try expect("]", "',' or ']'")
    }
  }

  /// Reads an integer that is written as one.
  package mutating func integer() throws(DatasetError) -> Int {
    guard let value = Int(try numeral()) else { throw error("an integer must be here") }
    return value
  }

  /// Reads a number; one that is too large is infinite.
  package mutating func number() throws(DatasetError) -> Double {
    guard let value = Double(try numeral()) else { throw error("a number must be here") }
    return value
  }

  /// Reads a string.
  package mutating func string() throws(DatasetError) -> String {
    var content: [UInt8] = []
    try expect("\"", "a string")
    while true {
      guard position < file.count else { throw error("the file ends within a string") }
      let byte = file.bytes[position]
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

  /// Whether a value of a kind is next, by its first character.
  package mutating func isNext(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    return position < file.count && file.bytes[position] == UInt8(ascii: character)
  }

  /// Reads `true` or `false`.
  package mutating func boolean() throws(DatasetError) -> Bool {
    let isTrue = isNext("t")
    try expect(isTrue ? "true" : "false", "true or false")
    return isTrue
  }

  /// Reads over `null` if it is next.
  ///
  /// - Returns: Whether it was.
  package mutating func null() throws(DatasetError) -> Bool {
    guard isNext("n") else { return false }
    try expect("null", "null")
    return true
  }

  /// Reads over a value of any kind.
  package mutating func skip() throws(DatasetError) {
    skipSpace()
    guard position < file.count else { throw error("the file ends where a value must be") }
    switch file.bytes[position] {
    case UInt8(ascii: "{"): try object { (reader, _) throws(DatasetError) in try reader.skip() }
    case UInt8(ascii: "["): try array { (reader, _) throws(DatasetError) in try reader.skip() }
    case UInt8(ascii: "\""): _ = try string()
    case UInt8(ascii: "t"): try expect("true", "'true'")
    case UInt8(ascii: "f"): try expect("false", "'false'")
    case UInt8(ascii: "n"): try expect("null", "'null'")
    default: try skipNumeral()
    }
  }

  /// Reads over a number.
  package mutating func skipNumber() throws(DatasetError) {
    skipSpace()
    try skipNumeral()
  }

  private func deepen() throws(DatasetError) {
    guard place.count < Self.depthLimit else {
      throw error("more than \(Self.depthLimit) values within each other")
    }
  }

  private mutating func numeral() throws(DatasetError) -> String {
    skipSpace()
    let start = position
    try skipNumeral()
    return String(decoding: file.bytes[start..<position], as: UTF8.self)
  }

  private mutating func skipNumeral() throws(DatasetError) {
    func digits(_ reader: inout JSONReader) -> Int {
      let start = reader.position
      while reader.position < reader.file.count,
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(reader.file.bytes[reader.position])
      {
        reader.position += 1
      }
      return reader.position - start
    }
    _ = take("-")
    let start = position
    let count = digits(&self)
    guard count > 0 else { throw error("a number must be here") }
    guard count == 1 || file.bytes[start] != UInt8(ascii: "0") else {
      throw error("a number begins with 0")
    }
    if take("."), digits(&self) == 0 { throw error("a number ends with '.'") }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      guard digits(&self) > 0 else { throw error("a number ends with 'e'") }
    }
  }

  private mutating func escape() throws(DatasetError) -> Unicode.Scalar {
    guard position < file.count else { throw error("the file ends within a string") }
    let byte = file.bytes[position]
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

  private mutating func unicodeEscape() throws(DatasetError) -> Unicode.Scalar {
    var code = try codeUnit()
    if (0xD800..<0xDC00).contains(code) {
      // A pair of surrogates spells one character.
      guard take("\\"), take("u") else { throw error("half a surrogate pair") }
      let low = try codeUnit()
      guard (0xDC00..<0xE000).contains(low) else { throw error("half a surrogate pair") }
      code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(code) else { throw error("half a surrogate pair") }
    return scalar
  }

  private mutating func codeUnit() throws(DatasetError) -> UInt32 {
    guard file.count - position >= 4 else { throw error("the file ends within a string") }
    let digits = file.bytes[position..<position + 4]
    guard digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }),
      let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw error("four hexadecimal digits must be here") }
    position += 4
    return value
  }

  /// Consumes a character if it is next, white space or not.
  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard position < file.count, file.bytes[position] == UInt8(ascii: character) else {
      return false
    }
    position += 1
    return true
  }

  private mutating func consume(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    return take(character)
  }

  private mutating func expect(_ text: String, _ what: String) throws(DatasetError) {
    skipSpace()
    for scalar in text.unicodeScalars {
      guard take(scalar) else {
        throw error(position < file.count ? "\(what) must be here" : "the file ends early")
      }
    }
  }

  private mutating func skipSpace() {
    while position < file.count {
      let byte = file.bytes[position]
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
      position += 1
    }
  }

  /// Gives back the memory of what was read.
  private mutating func release() {
    guard position - released > 16 << 20 else { return }
    file.release(released..<position)
    released = position
  }
}

/// A strict reader of small XML documents: elements and text, nothing else.
///
/// Attributes, comments and processing instructions are read over, a document type is refused: no
/// entities but the five of XML and numbered characters, no file but this one. A document that ends
/// early is an error, which not every XML reader makes of it.
///
/// Source: "Extensible Markup Language (XML) 1.0 (Fifth Edition)", https://www.w3.org/TR/xml/.
package struct XMLReader {
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  /// What messages call the document.
  private let name: String

  /// The most bytes of a document.
  package static let byteLimit = 1 << 20
  /// The most elements within each other.
  package static let depthLimit = 16

  /// Reads a document.
  ///
  /// - Parameters:
  ///   - bytes: The document: UTF-8, or Latin-1 where it says so.
  ///   - name: What messages call it.
  /// - Returns: Its outermost element.
  /// - Throws: `DatasetError.malformed` with the line.
  package static func read(_ bytes: [UInt8], name: String) throws(DatasetError) -> XMLElement {
    guard bytes.count <= byteLimit else {
      throw .malformed(
        "\(name): \(bytes.count) bytes, more than \(byteLimit); is it an annotation?")
    }
    var reader = XMLReader(try XMLEncoding.decode(bytes, name: name), name: name)
    return try reader.document()
  }

  private init(_ bytes: [UInt8], name: String) {
    self.bytes = bytes
    self.name = name
  }

  private func error(_ reason: String, line: Int? = nil) -> DatasetError {
    .malformed("\(name): line \(line ?? self.line): \(reason)")
  }

  private mutating func document() throws(DatasetError) -> XMLElement {
    try skipBetweenElements()
    guard position < bytes.count else { throw error("no element; the file is empty or cut off") }
    guard bytes[position] == UInt8(ascii: "<") else { throw error("text before the first element") }
    let root = try element(depth: 1)
    try skipBetweenElements()
    guard position == bytes.count else { throw error("more after </\(root.name)>") }
    return root
  }

  /// Reads over what may stand before and after the outermost element.
  private mutating func skipBetweenElements() throws(DatasetError) {
    while true {
      skipSpace()
      guard try skipRemark() else { return }
    }
  }

  /// Reads over a comment or a processing instruction; false if none is next.
  private mutating func skipRemark() throws(DatasetError) -> Bool {
    if consume("<!--") {
      try skip(past: "-->", "a comment")
    } else if consume("<?") {
      try skip(past: "?>", "a processing instruction")
    } else if consume("<!DOCTYPE") {
      throw error("a document type (<!DOCTYPE …>) is refused; remove it")
    } else {
      return false
    }
    return true
  }

  private mutating func element(depth: Int) throws(DatasetError) -> XMLElement {
    guard depth <= Self.depthLimit else {
      throw error("more than \(Self.depthLimit) elements within each other")
    }
    let start = line
    guard consume("<") else { throw error("a tag must be here") }
    var result = XMLElement(name: try tagName(), line: start)
    try skipAttributes(of: result.name)
    if consume("/>") { return result }
    guard consume(">") else { throw error("<\(result.name)> has no '>'") }
    var text: [UInt8] = []
    while true {
      guard position < bytes.count else {
        throw error("the file ends within <\(result.name)> of line \(start); it is cut off")
      }
      switch bytes[position] {
      case UInt8(ascii: "<"):
        if consume("</") {
          let closing = try tagName()
          skipSpace()
          guard consume(">") else { throw error("</\(closing)> has no '>'") }
          guard closing.utf8.elementsEqual(result.name.utf8) else {
            throw error("</\(closing)> closes <\(result.name)> of line \(start)")
          }
          result.text = Self.trimmed(text)
          return result
        }
        if consume("<![CDATA[") {
          let first = position
          try skip(past: "]]>", "a CDATA section")
          text += bytes[first..<position - 3]
        } else if try !skipRemark() {
          result.children.append(try element(depth: depth + 1))
        }
      case UInt8(ascii: "&"): text += Array(String(try reference()).utf8)
      default:
        text.append(bytes[position])
        advance()
      }
    }
  }

  private mutating func tagName() throws(DatasetError) -> String {
    let start = position
    while position < bytes.count, Self.isNameByte(bytes[position]) { position += 1 }
    guard position > start else { throw error("'<' without a name") }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func skipAttributes(of tag: String) throws(DatasetError) {
    while true {
      skipSpace()
      guard position < bytes.count else {
        throw error("the file ends within <\(tag)>; it is cut off")
      }
      guard Self.isNameByte(bytes[position]) else { return }
      let attribute = try tagName()
      skipSpace()
      guard consume("=") else { throw error("<\(tag)>: \(attribute) has no value") }
      skipSpace()
      if consume("\"") {
        try skip(past: "\"", "an attribute of <\(tag)>")
      } else if consume("'") {
        try skip(past: "'", "an attribute of <\(tag)>")
      } else {
        throw error("<\(tag)>: the value of \(attribute) is not in quotation marks")
      }
    }
  }

  /// The character of `&…;`.
  private mutating func reference() throws(DatasetError) -> Unicode.Scalar {
    let rest = bytes[(position + 1)...].prefix(12)
    guard let end = rest.firstIndex(of: UInt8(ascii: ";")) else {
      throw error("'&' begins no character; write &amp;")
    }
    let content = String(decoding: bytes[position + 1..<end], as: UTF8.self)
    position = end + 1
    if let known = Self.entities[content] { return known }
    var code: UInt32?
    if content.hasPrefix("#x") {
      code = UInt32(content.dropFirst(2), radix: 16)
    } else if content.hasPrefix("#") {
      code = UInt32(content.dropFirst(), radix: 10)
    }
    guard let scalar = code.flatMap(Unicode.Scalar.init), scalar.value >= 0x20 || scalar == "\n"
    else { throw error("&\(content); is not known") }
    return scalar
  }

  private static let entities: [String: Unicode.Scalar] = [
    "lt": "<", "gt": ">", "amp": "&", "apos": "'", "quot": "\"",
  ]

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
      UInt8(ascii: "."), UInt8(ascii: ":"), 0x80...:
      true
    default: false
    }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (9...13).contains(byte) }

  private static func trimmed(_ text: [UInt8]) -> String {
    let start = text.drop(while: isSpace)
    let end = start.lastIndex { !isSpace($0) } ?? start.startIndex - 1
    return String(decoding: start[start.startIndex..<(end + 1)], as: UTF8.self)
  }

  private mutating func advance() {
    if bytes[position] == UInt8(ascii: "\n") { line += 1 }
    position += 1
  }

  private mutating func skipSpace() {
    while position < bytes.count, Self.isSpace(bytes[position]) { advance() }
  }

  private func isNext(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard bytes.count - position >= count else { return false }
    return (0..<count).allSatisfy { bytes[position + $0] == text.utf8Start[$0] }
  }

  private mutating func consume(_ text: StaticString) -> Bool {
    guard isNext(text) else { return false }
    position += text.utf8CodeUnitCount
    return true
  }

  private mutating func skip(past end: StaticString, _ what: String) throws(DatasetError) {
    let start = line
    while !consume(end) {
      guard position < bytes.count else {
        throw error("\(what) of line \(start) has no end; the file is cut off")
      }
      advance()
    }
  }
}

/// The characters that the bytes of an XML document mean.
enum XMLEncoding {
  /// The document in UTF-8, without a mark at its start.
  ///
  /// - Throws: `DatasetError.malformed` for an encoding that is neither UTF-8 nor Latin-1, and for
  ///   bytes that are no characters.
  static func decode(_ bytes: [UInt8], name: String) throws(DatasetError) -> [UInt8] {
    if bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE])
      || bytes.starts(with: [0, 0x3C])
      || bytes.starts(with: [0x3C, 0])
    {
      throw .malformed("\(name): line 1: it is UTF-16; save it as UTF-8")
    }
    let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    let characters: [UInt8]
    switch declared(in: content) {
    case nil, "utf-8", "utf8", "us-ascii", "ascii": characters = content
    case "iso-8859-1", "latin-1", "latin1":
      characters = content.flatMap { $0 < 0x80 ? [$0] : [0xC0 | $0 >> 6, 0x80 | $0 & 0x3F] }
    case let other?:
      throw .malformed("\(name): line 1: its encoding is \(escaped(other)); save it as UTF-8")
    }
    var line = 1
    for byte in characters {
      if byte == UInt8(ascii: "\n") { line += 1 }
      if byte < 0x20, !(9...13).contains(byte) {
        throw .malformed("\(name): line \(line): a control character; is it text?")
      }
    }
    guard String(validating: characters, as: UTF8.self) != nil else {
      throw .malformed("\(name): it is not UTF-8; save it so, or declare its encoding")
    }
    return characters
  }

  /// The encoding that `<?xml … encoding="…"?>` names, in lower case.
  private static func declared(in bytes: [UInt8]) -> String? {
    guard bytes.starts(with: "<?xml".utf8) else { return nil }
    let start = bytes.prefix(200)
    guard let end = start.firstIndex(of: UInt8(ascii: ">")) else { return nil }
    let declaration = String(decoding: start[..<end], as: UTF8.self).lowercased()
    let parts = declaration.split(whereSeparator: { "=\"'? \t\r\n".contains($0) })
    guard let index = parts.firstIndex(of: "encoding"), index + 1 < parts.count else { return nil }
    return String(parts[index + 1])
  }
}

import Glibc

/// The paths on standard input: a newline, also that of Windows, or, as `find -print0` has it, a NUL
/// ends each.
struct StandardInputPaths {
  /// More bytes than any path has.
  private static let limit = 1 << 16

  private var count = 0

  /// A path, or one that cannot be opened by its name, as it is shown.
  enum Path {
    case path(String)
    case illegible(String)
  }

  /// The next path, as soon as it is complete; nil at the end.
  ///
  /// - Throws: `Failure`, where the input is empty or no text.
  mutating func next() throws(Failure) -> Path? {
    while let (bytes, isLine) = Self.piece() {
      guard bytes.count < Self.limit else { throw Self.noPaths }
      guard let text = String(validating: bytes, as: UTF8.self) else {
        // Behind paths it is one of them; at the beginning it may be a picture.
        guard count > 0 || Self.isFile(bytes) else { throw Self.noPaths }
        count += 1
        return .illegible(String(decoding: bytes, as: UTF8.self))
      }
      let path = isLine ? Self.withoutReturn(text) : text
      guard path.contains(where: { !$0.isWhitespace }) else { continue }
      count += 1
      return .path(path)
    }
    if count == 0 { throw Failure(.usage, "no paths on standard input") }
    return nil
  }

  private static let noPaths = Failure(.badData, "standard input holds no paths")

  /// Whether something is called so, in whatever encoding.
  private static func isFile(_ name: [UInt8]) -> Bool {
    var facts = stat()
    return lstat(name.map(CChar.init(bitPattern:)) + [0], &facts) == 0
  }

  /// A line without the carriage return at its end, unless a file is called so.
  private static func withoutReturn(_ line: String) -> String {
    var facts = stat()
    guard line.utf8.last == 13, lstat(line, &facts) != 0 else { return line }
    return String(line.unicodeScalars.dropLast())
  }

  /// The bytes before the next separator, and whether that is not a NUL; nil at the end.
  private static func piece() -> (bytes: [UInt8], isLine: Bool)? {
    var bytes: [UInt8] = []
    while bytes.count < limit {
      let byte = getchar()
      if byte == EOF { return bytes.isEmpty ? nil : (bytes, true) }
      if byte == 0 { return (bytes, false) }
      if byte == 10 { break }
      bytes.append(UInt8(truncatingIfNeeded: byte))
    }
    return (bytes, true)
  }
}

import Glibc

/// The paths on standard input: a newline or, as `find -print0` has it, a NUL ends each.
struct StandardInputPaths {
  /// More bytes than any path has.
  private static let limit = 1 << 16

  private var count = 0

  /// The next path, as soon as it is complete; nil at the end.
  ///
  /// - Throws: `Failure`, where the input is empty or no text.
  mutating func next() throws(Failure) -> String? {
    while let bytes = Self.piece() {
      guard bytes.count < Self.limit, let path = String(validating: bytes, as: UTF8.self) else {
        throw Failure(.badData, "standard input holds no paths")
      }
      guard path.contains(where: { !$0.isWhitespace }) else { continue }
      count += 1
      return path
    }
    if count == 0 { throw Failure(.usage, "no paths on standard input") }
    return nil
  }

  /// The bytes before the next separator; nil at the end.
  private static func piece() -> [UInt8]? {
    var bytes: [UInt8] = []
    while bytes.count < limit {
      let byte = getchar()
      if byte == EOF { return bytes.isEmpty ? nil : bytes }
      if byte == 0 || byte == 10 { break }
      bytes.append(UInt8(truncatingIfNeeded: byte))
    }
    return bytes
  }
}

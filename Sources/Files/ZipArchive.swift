/// A zip archive, read strictly: the central directory says what is there, each local header must
/// agree with it, members must neither overlap nor share a name, and nothing may surround them.
///
/// Nothing is ever extracted to the disk.
///
/// Source: PKWARE, "APPNOTE.TXT, .ZIP File Format Specification", version 6.3.10.
public struct ZipArchive: Sendable {
  /// The archive's bytes.
  public let file: MappedFile
  /// The members, in the order of the central directory.
  public let entries: [ZipEntry]
  private let indices: [[UInt8]: Int]

  /// The most members that an archive may have.
  public static let entryLimit = 100_000

  /// Reads the directory of `file`.
  ///
  /// - Throws: `FileError.malformed`, with the rule that is broken.
  public init(_ file: MappedFile) throws(FileError) {
    self.file = file
    let reader = ZipDirectoryReader(file)
    entries = try reader.entries()
    var indices: [[UInt8]: Int] = [:]
    for (index, entry) in entries.enumerated() {
      guard indices.updateValue(index, forKey: Array(entry.name.utf8)) == nil else {
        throw reader.refusal("two members are called '\(entry.name)'")
      }
    }
    self.indices = indices
  }

  /// The member called `name`, compared byte by byte.
  public subscript(name: String) -> ZipEntry? {
    indices[Array(name.utf8)].map { entries[$0] }
  }

  /// The bytes of a stored member, in place, not checked against its CRC.
  public func storedBytes(of entry: ZipEntry) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: file.bytes[entry.range])
  }

  /// The content of a member, unpacked and checked.
  ///
  /// - Parameters:
  ///   - entry: The member.
  ///   - limit: The most bytes allowed when unpacked.
  /// - Returns: The unpacked bytes.
  /// - Throws: `FileError.malformed`, when it is too large, broken or fails its checksum.
  public func content(of entry: ZipEntry, limit: Int = 1 << 32) throws(FileError) -> [UInt8] {
    let name = "\(file.path), member '\(entry.name)'"
    guard entry.count <= limit else {
      throw .malformed("\(name): \(entry.count) bytes when unpacked, \(limit) are allowed")
    }
    let stored = storedBytes(of: entry)
    let content =
      entry.isDeflated
      ? try inflate(stored, format: .raw, name: name, limit: entry.count) : Array(stored)
    guard content.count == entry.count else {
      throw .malformed("\(name): \(content.count) bytes, the directory says \(entry.count)")
    }
    try Self.check(content.withUnsafeBytes { crc32(of: $0) }, of: entry, name)
    return content
  }

  /// Checks a stored member against its CRC.
  ///
  /// - Throws: `FileError.malformed`, when they differ.
  public func verify(_ entry: ZipEntry) throws(FileError) {
    try Self.check(
      crc32(of: storedBytes(of: entry)), of: entry, "\(file.path), member '\(entry.name)'")
  }

  private static func check(
    _ crc: UInt32, of entry: ZipEntry, _ name: String
  ) throws(FileError) {
    guard crc == entry.crc else {
      throw .malformed("\(name): the checksum does not match — the file is damaged, fetch it again")
    }
  }
}

import Files

/// A zip archive, built by hand.
public enum ZipBytes {
  /// A member of an archive, and what its headers say of it.
  public struct Member {
    public var name: [UInt8]
    /// The stored bytes.
    public var content: [UInt8]
    /// How they are packed: 0 not at all, 8 deflated.
    public var method = 0
    /// The size when unpacked; nil for the stored size.
    public var count: Int?
    /// The checksum; nil for that of the stored bytes.
    public var crc: UInt32?
    public var flags = 0
    public var localExtra: [UInt8] = []
    public var centralExtra: [UInt8] = []

    public init(_ name: String, _ content: [UInt8]) {
      self.name = Array(name.utf8)
      self.content = content
    }
  }

  /// An archive of stored members.
  public static func archive(_ members: [(String, [UInt8])]) -> [UInt8] {
    archive(members.map(Member.init))
  }

  /// An archive of members.
  public static func archive(_ members: [Member]) -> [UInt8] {
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for member in members {
      let crc = member.crc ?? member.content.withUnsafeBytes { crc32(of: $0) }
      let count = member.count ?? member.content.count
      let common =
        bytes(20, 2) + bytes(member.flags, 2) + bytes(member.method, 2) + bytes(0, 4)
        + bytes(Int(crc), 4) + bytes(member.content.count, 4) + bytes(count, 4)
        + bytes(member.name.count, 2)
      directory += [0x50, 0x4B, 1, 2, 20, 0] + common + bytes(member.centralExtra.count, 2)
      directory += bytes(0, 10) + bytes(file.count, 4) + member.name + member.centralExtra
      file += [0x50, 0x4B, 3, 4] + common + bytes(member.localExtra.count, 2) + member.name
      file += member.localExtra + member.content
    }
    return file + directory
      + end(count: members.count, size: directory.count, start: file.count)
  }

  /// The record that ends an archive.
  public static func end(count: Int, size: Int, start: Int) -> [UInt8] {
    [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + bytes(count, 2) + bytes(count, 2) + bytes(size, 4)
      + bytes(start, 4) + [0, 0]
  }

  /// An archive with the two records that ends a large one; `change` may spoil them.
  public static func archive64(
    _ members: [Member], change: (_ record: inout [UInt8], _ locator: inout [UInt8]) -> Void
  ) -> [UInt8] {
    let plain = archive(members)
    let tail = Array(plain.suffix(22))
    let (size, start) = (integer(tail[12..<16]), integer(tail[16..<20]))
    let position = plain.count - 22
    var record = [0x50, 0x4B, 6, 6] + bytes(44, 8) + bytes(45, 2) + bytes(45, 2) + bytes(0, 8)
    record += bytes(members.count, 8) + bytes(members.count, 8) + bytes(size, 8) + bytes(start, 8)
    var locator = [0x50, 0x4B, 6, 7] + bytes(0, 4) + bytes(position, 8) + bytes(1, 4)
    change(&record, &locator)
    let large =
      [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + bytes(0xFFFF, 2) + bytes(0xFFFF, 2)
      + bytes(0xFFFF_FFFF, 4) + bytes(0xFFFF_FFFF, 4) + [0, 0]
    return Array(plain.dropLast(22)) + record + locator + large
  }

  /// `value` in `count` bytes, little-endian.
  public static func bytes(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private static func integer(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}

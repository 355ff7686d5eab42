/// A member of a zip archive.
public struct ZipEntry: Sendable {
  /// The name, which is never used as a path.
  public let name: String
  /// Whether the content is deflated; otherwise it is stored as it is.
  public let isDeflated: Bool
  /// The CRC-32 of the unpacked content.
  public let crc: UInt32
  /// The size of the unpacked content, in bytes.
  public let count: Int
  /// Where the content, packed or not, is in the archive.
  public let range: Range<Int>
}

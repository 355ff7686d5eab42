/// A tar archive, read strictly: files and folders, no links, no devices.
///
/// Nothing is ever extracted to the disk.
///
/// Source: IEEE Std 1003.1-2017, "pax", section "ustar Interchange Format".
public struct TarArchive: Sendable {
  /// A file in the archive.
  public struct Entry: Sendable {
    /// The name, which is never used as a path.
    public let name: String
    /// Where the content is in the archive.
    public let range: Range<Int>
  }

  /// The archive's bytes.
  public let file: MappedFile
  /// The files, in the order of the archive; no name is there twice.
  public let entries: [Entry]

  /// The most members that an archive may have.
  public static let entryLimit = 1_000_000

  /// Whether a file begins like a tar archive.
  public static func isTar(_ file: MappedFile) -> Bool {
    file.count >= 512 && file.bytes[257..<262].elementsEqual("ustar".utf8)
  }

  /// Reads the headers of all members.
  ///
  /// - Throws: `FileError.malformed`, with the rule that is broken and the byte.
  public init(_ file: MappedFile) throws(FileError) {
    self.file = file
    var entries: [Entry] = []
    var names: Set<[UInt8]> = []
    var position = 0
    func refusal(_ rule: String) -> FileError {
      .malformed("\(file.path): \(rule) (byte \(position)) — fetch it again")
    }
    while true {
      guard file.count - position >= 512 else { throw refusal("it ends early; it is cut off") }
      let header = UnsafeRawBufferPointer(rebasing: file.bytes[position..<position + 512])
      // A block of zeros ends the archive.
      if header.allSatisfy({ $0 == 0 }) { break }
      guard let sum = Self.octal(header[148..<156]), Self.sum(of: header) == sum else {
        throw refusal("a header fails its checksum")
      }
      guard let size = Self.octal(header[124..<136]), size <= file.count - position - 512 else {
        throw refusal("a member is larger than the archive; it is cut off")
      }
      guard let name = Self.name(of: header) else { throw refusal("a name is not UTF-8") }
      let start = position + 512
      switch header[156] {
      case UInt8(ascii: "0"), 0:
        guard names.insert(Array(name.utf8)).inserted else {
          throw refusal("two members are called '\(name)'")
        }
        entries.append(Entry(name: name, range: start..<start + size))
      // Folders follow from the names of files; a global comment says nothing about them.
      case UInt8(ascii: "5"), UInt8(ascii: "g"): break
      case let kind:
        throw refusal("the member '\(name)' is of kind \(kind), neither a file nor a folder")
      }
      guard entries.count <= Self.entryLimit else {
        throw refusal("more than \(Self.entryLimit) members")
      }
      position = start + (size + 511) / 512 * 512
    }
    self.entries = entries
  }

  private static func name(of header: UnsafeRawBufferPointer) -> String? {
    let name = header[0..<100].prefix { $0 != 0 }
    let prefix = header[345..<500].prefix { $0 != 0 }
    return String(
      validating: prefix.isEmpty ? Array(name) : Array(prefix) + [UInt8(ascii: "/")] + Array(name),
      as: UTF8.self)
  }

  /// A number in octal digits, which end with a space or a zero byte.
  private static func octal(_ field: Slice<UnsafeRawBufferPointer>) -> Int? {
    let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0x20 && $0 != 0 }
    guard !digits.isEmpty, digits.count <= 12 else { return nil }
    var value = 0
    for digit in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(digit) else { return nil }
      value = value << 3 | Int(digit - UInt8(ascii: "0"))
    }
    return value
  }

  /// The sum of the header's bytes, with spaces in the place of the sum itself.
  private static func sum(of header: UnsafeRawBufferPointer) -> Int {
    header.enumerated().reduce(0) { sum, byte in
      sum + ((148..<156).contains(byte.offset) ? 0x20 : Int(byte.element))
    }
  }
}

/// Reads the central directory of a zip archive and checks each local header against it.
struct ZipDirectoryReader {
  private let path: String
  private let bytes: UnsafeRawBufferPointer

  private static let localSignature: UInt32 = 0x0403_4B50
  private static let centralSignature: UInt32 = 0x0201_4B50
  private static let endSignature: UInt32 = 0x0605_4B50
  private static let end64Signature: UInt32 = 0x0606_4B50
  private static let locatorSignature: UInt32 = 0x0706_4B50
  /// The flag bits understood: compression hints, data descriptor, UTF-8 names.
  private static let knownFlags: UInt16 = 0x080E
  private static let descriptorFlag: UInt16 = 0x0008
  /// The last version of the format, 6.3, times ten.
  private static let knownVersion: UInt16 = 63
  /// What a 32-bit field says when its value is in the zip64 extra field.
  private static let elsewhere = 0xFFFF_FFFF

  init(_ file: MappedFile) {
    path = file.path
    bytes = file.bytes
  }

  func refusal(_ rule: String) -> FileError {
    .malformed("\(path): not a sound zip archive: \(rule) — fetch or save it again")
  }

  /// The members, in the order of the directory.
  func entries() throws(FileError) -> [ZipEntry] {
    let (count, directory) = try self.directory()
    guard count <= ZipArchive.entryLimit else {
      throw refusal("\(count) members, at most \(ZipArchive.entryLimit) are allowed")
    }
    var entries: [ZipEntry] = []
    var extents: [Range<Int>] = []
    var offset = directory.lowerBound
    for _ in 0..<count {
      let (entry, extent, next) = try member(at: offset, directory)
      entries.append(entry)
      extents.append(extent)
      offset = next
    }
    guard offset == directory.upperBound else {
      throw refusal("the central directory has another size than it says")
    }
    try checkCover(extents, upTo: directory.lowerBound)
    return entries
  }

  /// Members must follow one another from the start of the file; gaps may hold only descriptors.
  private func checkCover(_ extents: [Range<Int>], upTo end: Int) throws(FileError) {
    var reached = 0
    for extent in extents.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      guard extent.lowerBound >= reached else { throw refusal("members overlap") }
      guard extent.lowerBound == reached else {
        throw refusal("\(extent.lowerBound - reached) bytes before a member belong to none")
      }
      reached = extent.upperBound
    }
    guard reached == end else {
      throw refusal("\(end - reached) bytes before the central directory belong to no member")
    }
  }

  // MARK: The end of the file

  /// The number of members, and where the central directory is.
  private func directory() throws(FileError) -> (count: Int, range: Range<Int>) {
    let end = bytes.count - 22
    guard end >= 0, try integer32(at: end) == Self.endSignature, try integer16(at: end + 20) == 0
    else { throw refusal("it does not end with a central directory (truncated, or data after it)") }
    guard try integer16(at: end + 4) == 0, try integer16(at: end + 6) == 0,
      try integer16(at: end + 8) == integer16(at: end + 10)
    else { throw refusal("it is one of several volumes") }
    let count = Int(try integer16(at: end + 10))
    let size = Int(try integer32(at: end + 12))
    let start = Int(try integer32(at: end + 16))
    if end >= 20, try integer32(at: end - 20) == Self.locatorSignature {
      let large = try directory64(locator: end - 20)
      guard count == 0xFFFF || count == large.count,
        size == Self.elsewhere
          || size == large.range.count,
        start == Self.elsewhere || start == large.range.lowerBound
      else { throw refusal("the zip64 record contradicts the other") }
      return large
    }
    guard start <= end, size <= end - start, start + size == end else {
      throw refusal("the central directory is not where the end record says")
    }
    return (count, start..<end)
  }

  private func directory64(locator: Int) throws(FileError) -> (count: Int, range: Range<Int>) {
    let record = try integer64(at: locator + 8)
    guard try integer32(at: locator + 4) == 0, try integer32(at: locator + 16) <= 1 else {
      throw refusal("it is one of several volumes")
    }
    guard record >= 0, record <= locator - 56, try integer32(at: record) == Self.end64Signature,
      try integer64(at: record + 4) == locator - record - 12,
      try integer32(at: record + 16) == 0, try integer32(at: record + 20) == 0
    else { throw refusal("the zip64 end record is not where its locator says") }
    guard try integer32(at: locator + 4) == 0, try integer32(at: locator + 16) <= 1 else {
      throw refusal("it is one of several volumes")
    }
    let count = try integer64(at: record + 32)
    let size = try integer64(at: record + 40)
    let start = try integer64(at: record + 48)
    guard try integer64(at: record + 24) == count, start <= record, size == record - start else {
      throw refusal("the central directory is not where the zip64 record says")
    }
    return (count, start..<record)
  }

  // MARK: A member

  private func member(
    at offset: Int, _ directory: Range<Int>
  ) throws(FileError) -> (entry: ZipEntry, extent: Range<Int>, next: Int) {
    guard directory.upperBound - offset >= 46, try integer32(at: offset) == Self.centralSignature
    else { throw refusal("the central directory has fewer members than it says") }
    let version = try integer16(at: offset + 6) & 0xFF
    guard version <= Self.knownVersion else {
      throw refusal(
        "a member at byte \(offset) needs version \(version / 10).\(version % 10) of the format")
    }
    let flags = try integer16(at: offset + 8)
    let method = try integer16(at: offset + 10)
    let crc = try integer32(at: offset + 16)
    let nameCount = Int(try integer16(at: offset + 28))
    let extraCount = Int(try integer16(at: offset + 30))
    let next = offset + 46 + nameCount + extraCount + Int(try integer16(at: offset + 32))
    guard next <= directory.upperBound else {
      throw refusal("the central directory is cut short")
    }
    let name = try name(at: offset + 46, nameCount)
    guard flags & ~Self.knownFlags == 0 else { throw refusal("'\(name)' is encrypted or patched") }
    guard method == 0 || method == 8 else {
      throw refusal("'\(name)' is packed by method \(method), only 0 and 8 are supported")
    }
    let sizes = try sizes(
      [
        Int(try integer32(at: offset + 24)), Int(try integer32(at: offset + 20)),
        Int(try integer32(at: offset + 42)),
      ], extra: offset + 46 + nameCount, extraCount)
    let (count, packed, start) = (sizes[0], sizes[1], sizes[2])
    guard method == 8 || count == packed else {
      throw refusal("'\(name)' is stored, but its two sizes differ")
    }
    let content = try content(
      LocalHeader(
        start: start, flags: flags, method: method, crc: crc, packed: packed, count: count,
        name: UnsafeRawBufferPointer(rebasing: bytes[(offset + 46)..<(offset + 46 + nameCount)])),
      name, end: directory.lowerBound)
    let entry = ZipEntry(
      name: name, isDeflated: method == 8, crc: crc, count: count, range: content.range)
    return (entry, start..<content.end, next)
  }

  /// What a local header has to repeat.
  private struct LocalHeader {
    let start: Int
    let flags: UInt16
    let method: UInt16
    let crc: UInt32
    let packed: Int
    let count: Int
    let name: UnsafeRawBufferPointer
  }

  /// Where the content is, after the local header is compared; `end` is where the member ends.
  private func content(
    _ expected: LocalHeader, _ name: String, end: Int
  ) throws(FileError) -> (range: Range<Int>, end: Int) {
    let start = expected.start
    guard start <= end - 30, try integer32(at: start) == Self.localSignature else {
      throw refusal("'\(name)' is not where the central directory says")
    }
    let nameCount = Int(try integer16(at: start + 26))
    let extraCount = Int(try integer16(at: start + 28))
    let first = start + 30 + nameCount + extraCount
    guard first <= end, expected.packed <= end - first else {
      throw refusal("'\(name)' reaches past the central directory")
    }
    guard try integer16(at: start + 6) == expected.flags,
      try integer16(at: start + 8) == expected.method,
      bytes[(start + 30)..<(start + 30 + nameCount)].elementsEqual(expected.name)
    else { throw refusal("the two headers of '\(name)' differ") }
    let crc = try integer32(at: start + 14)
    let sizes = try sizes(
      [Int(try integer32(at: start + 22)), Int(try integer32(at: start + 18))],
      extra: start + 30 + nameCount, extraCount)
    let range = first..<(first + expected.packed)
    let isRepeated =
      crc == expected.crc && sizes[0] == expected.count && sizes[1] == expected.packed
    guard expected.flags & Self.descriptorFlag != 0 else {
      guard isRepeated else { throw refusal("the two headers of '\(name)' differ") }
      return (range, range.upperBound)
    }
    guard isRepeated || (crc == 0 && sizes[0] == 0 && sizes[1] == 0) else {
      throw refusal("the two headers of '\(name)' differ")
    }
    return (range, try descriptorEnd(at: range.upperBound, expected, name, end: end))
  }

  /// Checks the record that follows a member's content and repeats its checksum and sizes.
  private func descriptorEnd(
    at offset: Int, _ expected: LocalHeader, _ name: String, end: Int
  ) throws(FileError) -> Int {
    for isLarge in [false, true] {
      let length = isLarge ? 24 : 16
      guard offset <= end - length, try integer32(at: offset) == 0x0807_4B50,
        try integer32(at: offset + 4) == expected.crc
      else { continue }
      let packed = isLarge ? try integer64(at: offset + 8) : Int(try integer32(at: offset + 8))
      let count = isLarge ? try integer64(at: offset + 16) : Int(try integer32(at: offset + 12))
      if packed == expected.packed, count == expected.count { return offset + length }
    }
    throw refusal("the data descriptor of '\(name)' differs from its header")
  }

  /// Replaces those of `short` that say so by the values of the zip64 extra field.
  private func sizes(
    _ short: [Int], extra: Int, _ extraCount: Int
  ) throws(FileError) -> [Int] {
    guard short.contains(Self.elsewhere) else { return short }
    var offset = extra
    while offset <= extra + extraCount - 4 {
      let field = offset + 4
      let length = Int(try integer16(at: offset + 2))
      guard field + length <= extra + extraCount else { break }
      if try integer16(at: offset) == 1 {
        var values = short
        var position = field
        for index in short.indices where short[index] == Self.elsewhere {
          guard position + 8 <= field + length else { throw refusal("a zip64 field is too short") }
          values[index] = try integer64(at: position)
          position += 8
        }
        return values
      }
      offset = field + length
    }
    throw refusal("a zip64 field is missing")
  }

  private func name(at offset: Int, _ count: Int) throws(FileError) -> String {
    let raw = bytes[offset..<(offset + count)]
    guard let name = String(validating: raw, as: UTF8.self), !name.isEmpty, count <= 4096,
      !raw.contains(0), !raw.contains(UInt8(ascii: "\\")), raw.first != UInt8(ascii: "/"),
      !name.split(separator: "/").contains("..")
    else { throw refusal("the name of a member at byte \(offset) is odd") }
    return name
  }

  // MARK: Integers, little-endian

  private func integer16(at offset: Int) throws(FileError) -> UInt16 {
    try load(UInt16.self, at: offset)
  }

  private func integer32(at offset: Int) throws(FileError) -> UInt32 {
    try load(UInt32.self, at: offset)
  }

  /// A 64-bit size or offset, which must fit the file.
  private func integer64(at offset: Int) throws(FileError) -> Int {
    let value = try load(UInt64.self, at: offset)
    guard value <= UInt64(1 << 62) else { throw refusal("a zip64 size is larger than any file") }
    return Int(value)
  }

  private func load<Value: FixedWidthInteger>(
    _ type: Value.Type, at offset: Int
  ) throws(FileError) -> Value {
    guard offset >= 0, offset <= bytes.count - MemoryLayout<Value>.size else {
      throw refusal("it is cut short at byte \(bytes.count)")
    }
    return Value(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: type))
  }
}

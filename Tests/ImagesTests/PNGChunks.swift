import Files

/// A chunk of a PNG file.
func pngChunk(_ kind: String, _ data: [UInt8]) -> [UInt8] {
  let content = Array(kind.utf8) + data
  return bigEndian(UInt32(data.count)) + content
    + bigEndian(content.withUnsafeBytes { crc32(of: $0) })
}

/// A PNG file with another chunk behind its header.
func withChunk(_ kind: String, _ data: [UInt8], in bytes: [UInt8]) -> [UInt8] {
  bytes[..<33] + pngChunk(kind, data) + bytes[33...]
}

private func bigEndian(_ value: UInt32) -> [UInt8] {
  (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
}

/// The bytes of a PNG file with the checksums that its chunks ought to have.
func withRightChecksums(_ bytes: [UInt8]) -> [UInt8] {
  var bytes = bytes
  var start = 8
  while start + 12 <= bytes.count {
    let length = bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
    guard length <= bytes.count - start - 12 else { break }
    let end = start + 8 + length
    let sum = bytes[start + 4..<end].withUnsafeBytes { crc32(of: $0) }
    bytes.replaceSubrange(end..<end + 4, with: bigEndian(sum))
    start = end + 4
  }
  return bytes
}

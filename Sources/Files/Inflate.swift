import CZlib

/// The way deflated data is wrapped.
enum DeflateFormat {
  /// A gzip file: headers, checksums, one or more members.
  case gzip
  /// Bare deflated data, as in a zip archive.
  case raw

  /// The argument that zlib wants.
  var windowBits: Int32 { self == .gzip ? 15 + 16 : -15 }
}

/// Unpacks a gzip file, of one or more members.
///
/// - Parameters:
///   - bytes: The whole file.
///   - name: What to call it in an error.
///   - limit: The largest size allowed when unpacked.
/// - Returns: The content of all members, one after another.
/// - Throws: `FileError.malformed`, when it is truncated, broken or too large.
public func inflateGzip(
  _ bytes: UnsafeRawBufferPointer, name: String, limit: Int = 1 << 32
) throws(FileError) -> [UInt8] {
  try inflate(bytes, format: .gzip, name: name, limit: limit)
}

/// Unpacks the beginning of a gzip file, such as a header that says how much follows.
///
/// - Parameters:
///   - bytes: The whole file.
///   - name: What to call it in an error.
///   - count: How many bytes are wanted; where the content ends before, all checksums are verified.
/// - Returns: At most `count` bytes.
/// - Throws: `FileError.malformed`, when what is read is truncated or broken.
public func inflateGzip(
  _ bytes: UnsafeRawBufferPointer, name: String, prefix count: Int
) throws(FileError) -> [UInt8] {
  try inflate(bytes, format: .gzip, name: name, limit: .max, prefix: count)
}

/// Unpacks `bytes`; at most `limit` bytes come out, and no more than `prefix` are wanted.
func inflate(
  _ bytes: UnsafeRawBufferPointer, format: DeflateFormat, name: String, limit: Int,
  prefix: Int = .max
) throws(FileError) -> [UInt8] {
  var stream = z_stream()
  guard
    inflateInit2_(&stream, format.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
      == Z_OK
  else { throw .inputOutput("cannot unpack \(name): zlib does not start") }
  defer { inflateEnd(&stream) }

  var output: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  var consumed = 0
  while true {
    let offered = min(bytes.count - consumed, 1 << 30)
    let status = chunk.withUnsafeMutableBufferPointer { chunk in
      stream.next_in = UnsafeMutablePointer(
        mutating: (bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)).map { $0 + consumed })
      stream.avail_in = UInt32(offered)
      stream.next_out = chunk.baseAddress
      stream.avail_out = UInt32(chunk.count)
      return CZlib.inflate(&stream, Z_NO_FLUSH)
    }
    consumed += offered - Int(stream.avail_in)
    let produced = chunk.count - Int(stream.avail_out)
    guard output.count + produced <= limit else {
      throw .malformed("\(name): unpacks to more than \(limit) bytes")
    }
    output.append(contentsOf: chunk[..<min(produced, prefix - output.count)])
    if output.count == prefix { return output }
    switch status {
    case Z_STREAM_END:
      // A gzip file may hold several members; what follows the last one is padding or an error.
      if consumed == bytes.count { return output }
      guard format == .gzip, inflateReset(&stream) == Z_OK else {
        throw .malformed("\(name): \(bytes.count - consumed) bytes after the end of the data")
      }
    case Z_OK where produced > 0 || stream.avail_in < offered: continue
    case Z_OK, Z_BUF_ERROR:
      throw .malformed("\(name): truncated after \(bytes.count) bytes — fetch it again")
    default:
      throw .malformed("\(name): broken at byte \(consumed) — fetch it again")
    }
  }
}

import CZlib
import Crypto
import Glibc

/// The SHA-256 of the file at `path`, as 64 lower-case hexadecimal digits.
///
/// - Throws: `FileError`, when the file cannot be read.
public func sha256(ofFile path: String) throws(FileError) -> String {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw FileError.reading(path) }
  defer { close(descriptor) }
  var hash = SHA256()
  let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
  defer { chunk.deallocate() }
  while true {
    let count = read(descriptor, chunk.baseAddress, chunk.count)
    if count == 0 { return hexadecimal(hash.finalize()) }
    if count > 0 {
      hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: chunk[..<count]))
    } else if errno != EINTR {
      throw FileError.reading(path)
    }
  }
}

/// The SHA-256 of `bytes`, as 64 lower-case hexadecimal digits.
public func sha256(of bytes: some Sequence<UInt8>) -> String {
  hexadecimal(SHA256.hash(data: Array(bytes)))
}

/// The CRC-32 of `bytes`, as zip archives have it.
public func crc32(of bytes: UnsafeRawBufferPointer) -> UInt32 {
  UInt32(
    truncatingIfNeeded: crc32_z(
      0, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count))
}

private func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  let digits = Array("0123456789abcdef".utf8)
  return String(
    decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}

/// A SHA-256 as messages show it: `397923af…` where only its beginning is known.
package func shownHash(_ hash: String) -> String { hash.count < 64 ? hash + "…" : hash }

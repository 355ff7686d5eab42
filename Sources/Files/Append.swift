import Glibc

/// Appends `bytes` to the file at `path`, all of them or none, and creates it if need be.
///
/// - Throws: `FileError`, when the disk is full or fails; the file is as long as before then.
public func append(_ bytes: [UInt8], toFile path: String) throws(FileError) {
  let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
  guard descriptor >= 0 else { throw FileError.writing(path) }
  defer { close(descriptor) }
  var facts = stat()
  let isFile = fstat(descriptor, &facts) == 0 && facts.st_mode & S_IFMT == S_IFREG
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if count > 0 {
      rest = rest.dropFirst(count)
      continue
    }
    let code = count == 0 ? EIO : errno
    if code == EINTR { continue }
    if isFile { ftruncate(descriptor, facts.st_size) }
    throw FileError.writing(path, code, byteCount: bytes.count)
  }
}

import Glibc

/// The bytes of a regular file; never blocks on a pipe or device.
///
/// - Throws: An ``ImageError`` with the system's reason.
func readFile(_ path: String, limit: Int) throws(ImageError) -> [UInt8] {
  let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
  guard file >= 0 else { throw openingFailed(path, errno) }
  defer { close(file) }
  var status = stat()
  guard fstat(file, &status) == 0 else {
    throw .unreadable(path: path, reason: systemMessage(errno))
  }
  if let kind = otherKind(status.st_mode) {
    throw .missing(path: path, reason: "\(kind), not a picture")
  }
  let size = Int(status.st_size)
  guard size <= limit else {
    throw .tooLarge(path: path, reason: "\(size) bytes, more than \(limit)")
  }
  var failure: ImageError?
  let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
    // A file that shrinks meanwhile ends early and is reported by its decoder.
    while count < size {
      let result = read(file, buffer.baseAddress.map { $0 + count }, size - count)
      if result == 0 { break }
      if result < 0 {
        if errno == EINTR { continue }
        failure = .unreadable(path: path, reason: systemMessage(errno))
        break
      }
      count += result
    }
  }
  if let failure { throw failure }
  return bytes
}

private func openingFailed(_ path: String, _ code: Int32) -> ImageError {
  switch code {
  case ENOENT, ENOTDIR, ENAMETOOLONG: .missing(path: path, reason: "no such file")
  case ELOOP: .missing(path: path, reason: "a link that leads to itself")
  case ENXIO: .missing(path: path, reason: "a socket or device, not a picture")
  case EACCES, EPERM: .permissionDenied(path: path, action: "reading")
  default: .unreadable(path: path, reason: systemMessage(code))
  }
}

/// What a file is when it is no regular one.
private func otherKind(_ mode: mode_t) -> String? {
  switch mode & S_IFMT {
  case S_IFREG: nil
  case S_IFDIR: "a folder"
  case S_IFIFO: "a pipe"
  case S_IFSOCK: "a socket"
  default: "a device"
  }
}

private func systemMessage(_ code: Int32) -> String {
  String(cString: strerror(code))
}

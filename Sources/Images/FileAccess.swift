#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

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

/// Writes `bytes` so that `path` holds either what it held or all of them: into a new file beside
/// it that is synchronized and renamed.
///
/// - Throws: An ``ImageError`` with the system's reason; the new file is removed.
func writeFileAtomically(
  _ bytes: UnsafeRawBufferPointer, to path: String
) throws(ImageError) {
  var status = stat()
  if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
    return try writeDirectly(bytes, to: path, status.st_mode)
  }
  let temporary = "\(path).\(getpid())-\(UInt32.random(in: 0...UInt32.max)).tmp"
  let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
  guard file >= 0 else { throw creatingFailed(path, errno) }
  do throws(ImageError) {
    defer { close(file) }
    try write(bytes, to: file, path)
    guard fsync(file) == 0 else { throw .writeFailed(path: path, reason: systemMessage(errno)) }
  } catch {
    unlink(temporary)
    throw error
  }
  guard rename(temporary, path) == 0 else {
    let error = ImageError.writeFailed(path: path, reason: systemMessage(errno))
    unlink(temporary)
    throw error
  }
  synchronizeFolder(of: path)
}

/// Writes to a device or pipe, which must not be replaced by a file.
private func writeDirectly(
  _ bytes: UnsafeRawBufferPointer, to path: String, _ mode: mode_t
) throws(ImageError) {
  if mode & S_IFMT == S_IFDIR { throw .cannotCreate(path: path, reason: "it is a folder") }
  let file = open(path, O_WRONLY | O_CLOEXEC)
  guard file >= 0 else { throw creatingFailed(path, errno) }
  defer { close(file) }
  try write(bytes, to: file, path)
}

private func write(
  _ bytes: UnsafeRawBufferPointer, to file: Int32, _ path: String
) throws(ImageError) {
  var written = 0
  while written < bytes.count {
    let result = write(file, bytes.baseAddress.map { $0 + written }, bytes.count - written)
    if result > 0 {
      written += result
    } else if errno != EINTR {
      throw .writeFailed(path: path, reason: systemMessage(errno))
    }
  }
}

/// Makes the new name durable; file systems that cannot are no reason to fail.
private func synchronizeFolder(of path: String) {
  let name = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[..<$0]) }
  let folder = open(name.map { $0.isEmpty ? "/" : $0 } ?? ".", O_RDONLY | O_CLOEXEC)
  guard folder >= 0 else { return }
  _ = fsync(folder)
  close(folder)
}

private func openingFailed(_ path: String, _ code: Int32) -> ImageError {
  switch code {
  case ENOENT, ENOTDIR: .missing(path: path, reason: "no such file")
  case ELOOP: .missing(path: path, reason: "a link that leads to itself")
  case ENXIO: .missing(path: path, reason: "a socket or device, not a picture")
  case EACCES, EPERM: .permissionDenied(path: path, action: "reading")
  default: .unreadable(path: path, reason: systemMessage(code))
  }
}

private func creatingFailed(_ path: String, _ code: Int32) -> ImageError {
  switch code {
  case EACCES, EPERM: .permissionDenied(path: path, action: "writing")
  case ENOENT, ENOTDIR: .cannotCreate(path: path, reason: "its folder does not exist")
  default: .cannotCreate(path: path, reason: systemMessage(code))
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

import Glibc

/// Gives the file at `path` a second name, `copy`, instead of whatever had it; where the file system
/// knows no second names, a copy gets it.
///
/// At any moment either the old or the new file is at `copy`.
///
/// - Throws: `FileError`, when neither can be.
public func link(_ path: String, as copy: String) throws(FileError) {
  deleteStaleFiles(in: folder(of: copy), prefix: AtomicFile.prefix(of: copy))
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw FileError.reading(path) }
  defer { close(descriptor) }
  // It holds for all names of the file: nobody takes the temporary one for stale.
  _ = flock(descriptor, LOCK_SH | LOCK_NB)
  let temporary = AtomicFile.temporaryPath(for: copy)
  guard Glibc.link(path, temporary) != 0 else {
    // Where both are names of one file already, the one is not renamed to the other.
    defer { unlink(temporary) }
    guard rename(temporary, copy) == 0 else { throw FileError.writing(copy) }
    return
  }
  let code = errno
  guard [EPERM, EOPNOTSUPP, ENOSYS, EMLINK, EXDEV].contains(code) else {
    throw FileError.writing(copy, code)
  }
  let source = try MappedFile(path)
  try withExtendedLifetime(source) { () throws(FileError) in
    try writeAtomically(to: copy, byteCount: source.count) { (file) throws(FileError) in
      try file.write(source.bytes)
    }
  }
}

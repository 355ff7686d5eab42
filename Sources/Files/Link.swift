import Glibc

/// Gives the file at `path` a second name, `copy`, instead of whatever had it; where the file system
/// knows no second names, a copy gets it.
///
/// - Throws: `FileError`, when neither can be.
public func link(_ path: String, as copy: String) throws(FileError) {
  unlink(copy)
  guard Glibc.link(path, copy) != 0 else { return }
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

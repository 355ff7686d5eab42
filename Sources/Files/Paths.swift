import Glibc

/// The folder that holds `path`: everything before the last slash, or `.`.
public func folder(of path: String) -> String {
  guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

/// The last component of `path`.
public func fileName(of path: String) -> String {
  guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
  return String(path[path.utf8.index(after: slash)...])
}

/// Whether a regular file is at `path`, links followed.
public func isRegularFile(_ path: String) -> Bool {
  var facts = stat()
  return stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFREG
}

/// Whether a folder is at `path`, links followed.
public func isFolder(_ path: String) -> Bool {
  var facts = stat()
  return stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
}

/// Whether two paths lead to one file or folder.
public func isSame(_ path: String, _ other: String) -> Bool {
  var (facts, others) = (stat(), stat())
  return stat(path, &facts) == 0 && stat(other, &others) == 0
    && (facts.st_dev, facts.st_ino) == (others.st_dev, others.st_ino)
}

/// Why a file may not be read, or a folder not entered; nil where it may be, and where nothing is there.
///
/// What is behind a closed folder seems to be missing: this tells the two apart.
public func denial(of path: String) -> FileError? {
  guard access(path, isFolder(path) ? X_OK : R_OK) != 0 else { return nil }
  let code = errno
  return code == EACCES ? .reading(path, code) : nil
}

/// Creates the folder `path` and those above it; one that exists already is left as it is.
///
/// - Throws: `FileError`, when a folder cannot be created or a file has its name.
public func createFolder(_ path: String) throws(FileError) {
  guard !path.isEmpty, !isFolder(path) else { return }
  let parent = folder(of: path)
  if parent != path { try createFolder(parent) }
  guard mkdir(path, 0o777) != 0 else { return }
  let code = errno
  guard code != EEXIST || !isFolder(path) else { return }
  if code == EEXIST { throw .cannotCreate("\(path): it is no folder — give another name") }
  throw FileError.writing(path, code)
}

/// Checks that files can be written in `folder`, by writing a small one and deleting it.
///
/// - Throws: `FileError`, the one that a later write would meet.
public func checkWritable(folder: String) throws(FileError) {
  guard isFolder(folder) else {
    throw .cannotCreate("\(folder): no such folder — create it first")
  }
  // It never takes its name, and the next probe deletes one that a kill left.
  let probe = try AtomicFile("\(folder)/.probe", reportedAs: folder)
  defer { probe.abandon() }
  try probe.write([UInt8](repeating: 0, count: 4096))
  try probe.flush()
}

/// Puts the names in `folder` on the disk: a new file is durable only once its name is.
///
/// - Throws: `FileError`, when the disk fails.
public func sync(folder: String) throws(FileError) {
  let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  guard descriptor >= 0 else { return }
  defer { close(descriptor) }
  guard fsync(descriptor) == 0 || errno == EINVAL else { throw FileError.writing(folder) }
}

import Glibc
import SystemPackage

/// A file being written under a temporary name beside its target; it takes the target's name,
/// complete and on the disk, when all is written, or leaves no trace.
///
/// The temporary file stays locked while it is written, so that one whose writer was killed can be
/// told from one in use: the next write to the same target deletes it.
public final class AtomicFile {
  /// The path that the file will have.
  public let path: String
  /// The bytes written so far.
  public private(set) var count = 0

  /// Where the bytes go until they are complete; the target itself for devices and pipes.
  private let temporary: String
  private let descriptor: FileDescriptor
  /// What messages call the file.
  private let reportedPath: String
  /// The bytes that there will be in all, as far as it is known.
  private let expectedCount: Int?
  private var isClosed = false
  private var pending: [UInt8] = []
  private static let pendingLimit = 1 << 16

  init(
    _ path: String, byteCount: Int? = nil, reportedAs reportedPath: String? = nil
  ) throws(FileError) {
    self.path = Self.resolved(path)
    self.reportedPath = reportedPath ?? self.path
    expectedCount = byteCount
    switch Self.kind(of: self.path) {
    case S_IFDIR: throw .cannotCreate("cannot create \(path): it is a folder — give a file name")
    case S_IFREG, nil:
      deleteStaleFiles(in: folder(of: self.path), prefix: Self.prefix(of: self.path))
      (temporary, descriptor) = try Self.createTemporary(
        for: self.path, reportedAs: self.reportedPath)
    default:
      temporary = self.path
      let raw = open(self.path, O_WRONLY | O_CLOEXEC)
      guard raw >= 0 else { throw FileError.writing(path) }
      descriptor = FileDescriptor(rawValue: raw)
    }
  }

  /// Appends `bytes`.
  ///
  /// - Throws: `FileError`, when the disk is full or fails.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    count += bytes.count
    if pending.count + bytes.count <= Self.pendingLimit {
      pending.append(contentsOf: bytes)
    } else {
      try flush()
      try send(bytes)
    }
  }

  /// Appends `bytes`.
  ///
  /// - Throws: `FileError`, when the disk is full or fails.
  public func write(_ bytes: [UInt8]) throws(FileError) {
    try bytes.withUnsafeBufferPointer { (bytes) throws(FileError) in
      try write(UnsafeRawBufferPointer(bytes))
    }
  }

  /// Appends `text` as UTF-8.
  ///
  /// - Throws: `FileError`, when the disk is full or fails.
  public func write(_ text: String) throws(FileError) {
    try write(Array(text.utf8))
  }

  /// Puts everything on the disk and gives the file its name.
  func commit() throws(FileError) {
    try flush()
    guard temporary != path else { return try finishDevice() }
    guard fsync(descriptor.rawValue) == 0 else { throw failure(errno) }
    guard rename(temporary, path) == 0 else { throw failure(errno) }
    close()
    // The name is durable only once its folder is.
    try sync(folder: folder(of: path))
  }

  /// Deletes what was written.
  func abandon() {
    if temporary != path { unlink(temporary) }
    close()
  }

  private func finishDevice() throws(FileError) {
    isClosed = true
    guard Glibc.close(descriptor.rawValue) == 0 else { throw failure(errno) }
  }

  private func close() {
    guard !isClosed else { return }
    isClosed = true
    _ = Glibc.close(descriptor.rawValue)
  }

  /// Hands what was appended to the system.
  func flush() throws(FileError) {
    let bytes = pending
    pending.removeAll(keepingCapacity: true)
    try bytes.withUnsafeBufferPointer { (bytes) throws(FileError) in
      try send(UnsafeRawBufferPointer(bytes))
    }
  }

  private func send(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    do {
      _ = try descriptor.writeAll(bytes)
    } catch let error as Errno {
      throw failure(error.rawValue)
    } catch {
      throw .inputOutput("cannot write \(reportedPath): \(error)")
    }
  }

  /// The error of a failed system call; what was written so far is given up then.
  private func failure(_ code: Int32) -> FileError {
    var facts = stat()
    let isOurs = temporary != path && fstat(descriptor.rawValue, &facts) == 0
    return .writing(
      reportedPath, code, byteCount: max(count, expectedCount ?? 0),
      reclaimed: isOurs ? Int(facts.st_blocks) * 512 : 0)
  }
}

extension AtomicFile {
  /// The file type at `path`, a value of `S_IFMT`; nil when nothing is there.
  private static func kind(of path: String) -> mode_t? {
    var facts = stat()
    return stat(path, &facts) == 0 ? facts.st_mode & S_IFMT : nil
  }

  /// The file that `path` leads to: writing through a link keeps the link.
  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  private static func createTemporary(
    for path: String, reportedAs reportedPath: String
  ) throws(FileError) -> (String, FileDescriptor) {
    while true {
      let temporary = temporaryPath(for: path)
      let raw = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      guard raw >= 0 else {
        if errno == EEXIST { continue }
        throw FileError.writing(reportedPath)
      }
      // Another process may have taken it for stale between the two calls; then it has no name.
      _ = flock(raw, LOCK_EX | LOCK_NB)
      var facts = stat()
      if fstat(raw, &facts) == 0, facts.st_nlink > 0 {
        return (temporary, FileDescriptor(rawValue: raw))
      }
      _ = Glibc.close(raw)
    }
  }

  /// A new name for what is to be at `path`, in the same folder.
  static func temporaryPath(for path: String) -> String {
    let suffix = String(UInt64.random(in: 0...(.max)), radix: 16)
    return "\(folder(of: path))/\(prefix(of: path))\(suffix)"
  }

  /// How the names of temporary files for `path` begin; a long name is cut, so that it stays valid.
  static func prefix(of path: String) -> String {
    ".\(fileName(of: path).unicodeScalars.prefix(40).map(String.init).joined())\(mark)"
  }

  /// What is in the name of every temporary file.
  fileprivate static let mark = ".partial-"
}

/// Deletes the temporary files in `folder` that nobody has locked: their writers are gone.
///
/// - Parameters:
///   - folder: The folder.
///   - prefix: How the names of those in question begin.
public func deleteStaleFiles(in folder: String, prefix: String = ".") {
  guard let stream = opendir(folder) else { return }
  defer { closedir(stream) }
  while let entry = readdir(stream) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) {
      String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
    }
    guard name.utf8.starts(with: prefix.utf8), name.contains(AtomicFile.mark) else { continue }
    let raw = open("\(folder)/\(name)", O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
    guard raw >= 0 else { continue }
    if flock(raw, LOCK_EX | LOCK_NB) == 0 { unlink("\(folder)/\(name)") }
    close(raw)
  }
}

/// Writes a file so that at any moment either the old or the complete new content is at `path`.
///
/// - Parameters:
///   - path: The target; its folder must exist. Devices and pipes are written in place.
///   - byteCount: The bytes that there will be in all, for the message of a full disk.
///   - body: Writes the content; when it throws, the target stays as it was.
/// - Throws: `FileError`, when the file cannot be created or written.
public func writeAtomically(
  to path: String, byteCount: Int? = nil, _ body: (AtomicFile) throws(FileError) -> Void
) throws(FileError) {
  let file = try AtomicFile(path, byteCount: byteCount)
  do {
    try body(file)
    try file.commit()
  } catch {
    file.abandon()
    throw error
  }
}

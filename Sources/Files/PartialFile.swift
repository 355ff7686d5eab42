import Glibc
import Synchronization

/// The part of a download that has arrived: a file beside the destination, kept when the download
/// is interrupted, and locked while it is in use.
final class PartialFile: Sendable {
  /// Where the part is.
  let path: String
  private let descriptor: Int32
  /// The bytes of the whole file, where they are known.
  private let byteCount: Int?
  /// What identifies the version that the part belongs to, as the server called it.
  private let validatorPath: String
  private let state = Mutex(State())

  private struct State {
    var isClosed = false
    /// Whether the file has its final name or is deleted: what is at `path` now is another's.
    var isSettled = false
  }

  /// Opens the part of `destination`; when another process is fetching it, waits for that one.
  init(
    for destination: String, byteCount: Int? = nil, waitsAtMost limit: Duration
  ) async throws(FileError) {
    path = destination + ".part"
    self.byteCount = byteCount
    validatorPath = path + ".tag"
    descriptor = try await Self.locked(path, until: ContinuousClock.now + limit * 10)
  }

  /// Opens the part at `path` and locks it; gives up when another process holds it at `deadline`.
  private static func locked(
    _ path: String, until deadline: ContinuousClock.Instant
  ) async throws(FileError) -> Int32 {
    while true {
      let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { throw FileError.writing(path) }
      while flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
        guard ContinuousClock.now < deadline else {
          Glibc.close(descriptor)
          throw .unavailable("\(path): another process has been fetching it for too long")
        }
        try? await Task.sleep(for: .milliseconds(200))
        if Task.isCancelled {
          Glibc.close(descriptor)
          throw .unavailable("\(path): interrupted while another process is fetching it")
        }
      }
      // Who held it may have given it its final name or deleted it; then it is not the part any more.
      var (held, named) = (stat(), stat())
      if fstat(descriptor, &held) == 0, stat(path, &named) == 0, held.st_ino == named.st_ino {
        return descriptor
      }
      Glibc.close(descriptor)
    }
  }

  /// The bytes that are here.
  var count: Int {
    var facts = stat()
    return fstat(descriptor, &facts) == 0 ? Int(facts.st_size) : 0
  }

  /// The server's name for the version begun, an entity tag or a date; nil when there is none.
  var validator: String? {
    guard let file = try? MappedFile(validatorPath, intoMemory: true), file.count > 0 else {
      return nil
    }
    return String(decoding: file.bytes, as: UTF8.self)
  }

  /// Begins anew, with a version that the server calls `validator`.
  func restart(validator: String?) throws(FileError) {
    guard ftruncate(descriptor, 0) == 0 else { throw FileError.writing(path) }
    if let validator {
      try writeAtomically(to: validatorPath) { (file) throws(FileError) in
        try file.write(validator)
      }
    } else {
      unlink(validatorPath)
    }
  }

  /// Appends `bytes`.
  func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    lseek(descriptor, 0, SEEK_END)
    var done = 0
    while done < bytes.count {
      let step = write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
      if step > 0 {
        done += step
      } else if errno != EINTR {
        let code = errno
        throw FileError.writing(path, code, byteCount: byteCount.map { max(0, $0 - count) })
      }
    }
  }

  /// Puts the part on the disk and gives it the name `destination`.
  func commit(to destination: String) throws(FileError) {
    guard fsync(descriptor) == 0, rename(path, destination) == 0 else {
      throw FileError.writing(destination)
    }
    settle()
    unlink(validatorPath)
    let folder = open(folder(of: destination), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return }
    fsync(folder)
    Glibc.close(folder)
  }

  /// Deletes the part: it is wrong.
  func delete() {
    guard settle() else { return }
    unlink(validatorPath)
    unlink(path)
  }

  /// Lets others use the part; one that cannot be gone on with is deleted.
  func close() {
    let isFirst = state.withLock { state in
      defer { state.isClosed = true }
      return !state.isClosed
    }
    guard isFirst else { return }
    if count == 0 || validator == nil { delete() }
    Glibc.close(descriptor)
  }

  /// Notes that the part is no longer at `path`; false where that was so already.
  @discardableResult
  private func settle() -> Bool {
    state.withLock { state in
      defer { state.isSettled = true }
      return !state.isSettled
    }
  }
}

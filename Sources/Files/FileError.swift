import Glibc

/// A file, archive or download that cannot be used; each case holds one line: what, where, what to do.
public enum FileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The content breaks its format.
  case malformed(String)
  /// The input does not exist, or is no file.
  case notFound(String)
  /// Something that would have to be fetched cannot be.
  case unavailable(String)
  /// The output cannot be created.
  case cannotCreate(String)
  /// Reading or writing failed.
  case inputOutput(String)
  /// Access is denied.
  case permission(String)

  /// What, where, what to do: one line.
  public var description: String {
    switch self {
    case .malformed(let message), .notFound(let message), .unavailable(let message),
      .cannotCreate(let message), .inputOutput(let message), .permission(let message):
      message
    }
  }

  /// The exit code of a command that ends with this error, after sysexits.h.
  public var exitCode: Int32 {
    switch self {
    case .malformed: 65
    case .notFound: 66
    case .unavailable: 69
    case .cannotCreate: 73
    case .inputOutput: 74
    case .permission: 77
    }
  }

  /// Whether something is not to be had: it cannot be fetched, or not kept where fetched files are.
  package var isOfFetching: Bool {
    switch self {
    case .unavailable, .permission, .cannotCreate: true
    case .malformed, .notFound, .inputOutput: false
    }
  }

  /// The error of a failed system call while `path` was read.
  package static func reading(_ path: String, _ code: Int32 = errno) -> FileError {
    let reason = "\(path): \(text(of: code))"
    return switch code {
    case ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG: .notFound("\(reason) — check the path")
    case EACCES, EPERM: .permission("\(reason) — check who may read it")
    default: .inputOutput("cannot read \(reason)")
    }
  }

  /// The error of a failed system call while `path` was created or written.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - code: The reason.
  ///   - byteCount: The size that the file was to have, as far as it is known.
  ///   - reclaimed: The bytes on the disk that are free again once the writing is given up.
  /// - Returns: The error; where the disk has too little room, with the bytes that are needed and free.
  package static func writing(
    _ path: String, _ code: Int32 = errno, byteCount: Int? = nil, reclaimed: Int = 0
  ) -> FileError {
    let reason = "\(path): \(text(of: code))"
    return switch code {
    case ENOENT, ENOTDIR:
      .cannotCreate("cannot create \(reason) — create its folder first")
    case ELOOP, ENAMETOOLONG, EISDIR, EEXIST:
      .cannotCreate("cannot create \(reason) — give another name")
    case EACCES, EPERM, EROFS: .permission("cannot write \(reason) — choose another folder")
    case ENOSPC, EDQUOT:
      .inputOutput(
        "cannot write \(reason) — make room and try again\(room(near: path, byteCount, reclaimed))")
    default: .inputOutput("cannot write \(reason)")
    }
  }

  private static func text(of code: Int32) -> String {
    String(cString: strerror(code))
  }

  /// How much room is needed and how much there is, in brackets; nothing where that is no reason, as
  /// of a device, or a disk without room for more names.
  private static func room(near path: String, _ byteCount: Int?, _ reclaimed: Int) -> String {
    var place = stat()
    var facts = statvfs()
    // What is not there yet would be a file. A folder may be a disk of its own.
    guard let byteCount, stat(path, &place) != 0 || isRegularFile(path) || isFolder(path),
      statvfs(isFolder(path) ? path : folder(of: path), &facts) == 0
    else { return "" }
    let (bytes, overflow) = UInt64(facts.f_bavail).multipliedReportingOverflow(
      by: UInt64(facts.f_frsize))
    let free = bytes.addingReportingOverflow(UInt64(clamping: reclaimed))
    guard !overflow, !free.overflow, free.partialValue < byteCount else { return "" }
    return " (\(byteCount) bytes are needed and \(free.partialValue) bytes are free)"
  }
}

import Files

/// Why a picture could not be read or written.
public enum ImageError: Error, Equatable, Sendable {
  /// There is no file of this name, or it is no regular file (a folder, a pipe, a device).
  case missing(path: String, reason: String)
  /// The file may not be read by this user.
  case permissionDenied(path: String, action: String)
  /// The system failed while reading.
  case unreadable(path: String, reason: String)
  /// The bytes are no PNG and no JPEG; `looksLike` says what they seem to be.
  case unrecognized(path: String, looksLike: String)
  /// The bytes end before the picture does, after `reached` of `count` bytes.
  case truncated(path: String, format: String, reached: Int, count: Int)
  /// The bytes contradict their format, near byte `reached` of `count`.
  case corrupt(path: String, format: String, reason: String, reached: Int, count: Int)
  /// A valid file of a kind that is not decoded.
  case unsupported(path: String, format: String, reason: String)
  /// The picture has more pixels than allowed, or the file more bytes.
  case tooLarge(path: String, reason: String)
  /// The file could not be created or written; no part of it was left behind.
  case unwritable(FileError)

  /// The exit code of a command that fails for this reason, after sysexits.h.
  public var exitCode: Int32 {
    switch self {
    case .missing: 66
    case .permissionDenied: 77
    case .unreadable: 74
    case .unrecognized, .truncated, .corrupt, .unsupported, .tooLarge: 65
    case .unwritable(let error): error.exitCode
    }
  }
}

extension ImageError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missing(let path, let reason):
      "\(path): \(reason)"
    case .permissionDenied(let path, let action):
      "\(path): permission denied; \(action) it needs other rights (see `ls -l`)"
    case .unreadable(let path, let reason):
      "\(path): reading failed: \(reason)"
    case .unrecognized(let path, let looksLike):
      "\(path): not a PNG or JPEG picture: \(looksLike)"
    case .truncated(let path, let format, let reached, let count):
      "\(path): truncated \(format): it ends at byte \(reached) of \(count); "
        + "copy or download it again"
    case .corrupt(let path, let format, let reason, let reached, let count):
      "\(path): broken \(format) near byte \(reached) of \(count): \(reason)"
    case .unsupported(let path, let format, let reason):
      "\(path): this kind of \(format) cannot be decoded: \(reason); "
        + "convert it to PNG or an ordinary JPEG"
    case .tooLarge(let path, let reason):
      "\(path): \(reason)"
    case .unwritable(let error): error.description
    }
  }
}

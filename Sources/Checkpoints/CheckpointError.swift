import Files

/// A checkpoint that cannot be read, written or loaded; each case says what, where and what to do.
public enum CheckpointError: Error, Sendable, CustomStringConvertible {
  /// The file cannot be reached, or its container is broken.
  case file(FileError)
  /// The content breaks its format, or uses what is not supported.
  case malformed(String)
  /// The file asks for code to be run, or is laid out to exhaust memory.
  case refused(String)
  /// Names or shapes are not those of the model.
  case mismatch(LoadReport)
  /// No weights are registered under this name.
  case unknownName(String)

  /// What, where, what to do: one line.
  public var description: String {
    switch self {
    case .file(let error): error.description
    case .malformed(let message), .refused(let message), .unknownName(let message): message
    case .mismatch(let report): report.description
    }
  }

  /// The exit code of a command that ends with this error, after sysexits.h.
  public var exitCode: Int32 {
    switch self {
    case .file(let error): error.exitCode
    case .malformed, .refused, .mismatch: 65
    case .unknownName: 64
    }
  }
}

/// Runs `body`, turning its error into a `CheckpointError`.
func withFiles<R>(_ body: () throws(FileError) -> R) throws(CheckpointError) -> R {
  do {
    return try body()
  } catch {
    throw .file(error)
  }
}

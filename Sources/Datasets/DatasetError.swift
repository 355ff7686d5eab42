/// Data that cannot be used; each case holds one line: what, where, what to do.
public enum DatasetError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The data break their layout or their format.
  case malformed(String)
  /// The folder or the name does not exist.
  case notFound(String)
  /// The data would have to be fetched and cannot be.
  case unavailable(String)
  /// Something could not be created.
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
}

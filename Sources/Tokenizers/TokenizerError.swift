/// A vocabulary or a tokenizer's settings that cannot be used; each case holds one line.
public enum TokenizerError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What, where, what to do.
  case malformed(String)

  /// What, where, what to do: one line.
  public var description: String {
    switch self {
    case .malformed(let message): message
    }
  }

  /// The exit code of a command that ends with this error, after sysexits.h.
  public var exitCode: Int32 { 65 }
}

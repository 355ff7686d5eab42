import Files

extension DatasetError {
  /// The same kind of error about a file.
  init(_ error: FileError) {
    self =
      switch error {
      case .malformed(let message): .malformed(message)
      case .notFound(let message): .notFound(message)
      case .unavailable(let message): .unavailable(message)
      case .cannotCreate(let message): .cannotCreate(message)
      case .inputOutput(let message): .inputOutput(message)
      case .permission(let message): .permission(message)
      }
  }
}

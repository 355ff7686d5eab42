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

  /// That no folder is at a path; of a file it is said what tables are for.
  static func noFolder(_ path: String) -> DatasetError {
    isRegularFile(path)
      ? .notFound("\(path): a file, no folder; a table of texts is for transformer and bert")
      : .notFound("\(path): no such folder; check the path")
  }
}

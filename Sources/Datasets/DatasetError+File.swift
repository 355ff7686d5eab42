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

  /// That no folder can be seen at a path; of a table it is said what it is for.
  static func noFolder(_ path: String) -> DatasetError {
    if let error = denial(of: path) { return DatasetError(error) }
    guard isRegularFile(path) else {
      return .notFound("\(path): no such folder; check the path")
    }
    let use = TextLayout.isTable(path) ? "a table of texts is for transformer and bert" : "give one"
    return .notFound("\(path): a file, no folder; \(use)")
  }

  /// Whether data are not to be had: they cannot be fetched, or not kept where fetched files are.
  var isOfFetching: Bool {
    switch self {
    case .unavailable, .permission, .cannotCreate: true
    default: false
    }
  }
}

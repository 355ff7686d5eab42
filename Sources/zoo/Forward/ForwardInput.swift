import Checkpoints

/// The file with the tensors that a network runs on.
struct ForwardInput {
  /// Where it is.
  let path: String
  private let file: Checkpoint

  /// Opens the file.
  ///
  /// - Throws: `CheckpointError`, where it is missing or broken.
  init(_ path: String) throws(CheckpointError) {
    self.path = path
    file = try Checkpoint.load(path)
  }

  /// A tensor by its name.
  ///
  /// - Throws: `Failure`, with the names that there are, where there is none.
  func tensor(_ name: String) throws(Failure) -> StoredTensor {
    if let tensor = file[name] { return tensor }
    let names = file.tensors.prefix(5).map { "'\($0.name)'" }.joined(separator: ", ")
    throw Failure(.badData, "\(path) has no tensor '\(name)'; it has \(names) — rename the input")
  }
}

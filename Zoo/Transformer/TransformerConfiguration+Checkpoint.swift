import Checkpoints

extension TransformerConfiguration {
  /// Reads what distinguishes a network from the notes of its checkpoint, or off the shapes of the
  /// tensors of one that has none; these tell neither heads nor positions.
  ///
  /// - Parameters:
  ///   - checkpoint: Weights under the book's names.
  ///   - length: The most words of a text, where there are no notes.
  ///   - positions: How positions become sines and cosines, where there are no notes.
  /// - Throws: `CheckpointError`, where it is no such network.
  public init(
    of checkpoint: Checkpoint, length: Int = 256, positions: Positions
  ) throws(CheckpointError) {
    let notes = CheckpointMetadata(checkpoint.metadata)
    if let noted = try notes.value(TransformerConfiguration.self, for: .configuration) {
      self = noted
    } else {
      func shape(_ name: String) throws(CheckpointError) -> [Int] {
        guard let shape = checkpoint[name]?.shape, shape.count == 2 else {
          throw .malformed("\(checkpoint.path) has no matrix '\(name)' — is it of a Transformer?")
        }
        return shape
      }
      let words = try shape("net1.embeddings.weight")
      let blocks = checkpoint.tensors.compactMap { tensor in
        tensor.name.hasPrefix("net3_")
          ? Int(tensor.name.dropFirst(5).prefix { $0 != "." }) : nil
      }
      self.init(
        wordCount: words[0], size: words[1], blockCount: blocks.max() ?? 0,
        hiddenCount: try shape("net3_1.ff.linear_1.weight")[0], length: length,
        classCount: try shape("net4.linear.weight")[0], positions: positions)
    }
    if let problem { throw .malformed("the configuration of \(checkpoint.path): \(problem)") }
  }
}

import Checkpoints
import Tokenizers

extension BERTConfiguration {
  /// Reads the extents off the shapes of a checkpoint's tensors, for one without `config.json`.
  ///
  /// The number of heads leaves no trace: heads of 64, as the published models have, unless said
  /// otherwise.
  ///
  /// - Parameters:
  ///   - checkpoint: Weights under published names.
  ///   - headCount: The number of heads.
  /// - Throws: `CheckpointError`, where it is no BERT.
  public init(of checkpoint: Checkpoint, headCount: Int? = nil) throws(CheckpointError) {
    self.init()
    func shape(_ path: String) throws(CheckpointError) -> [Int] {
      let place = BERTNames.Place.body(path)
      guard let tensor = checkpoint.tensors.first(where: { BERTNames.place(of: $0.name) == place }),
        tensor.shape.count == 2
      else {
        throw .malformed("\(checkpoint.path) has no matrix '\(path)' — is it of a BERT model?")
      }
      return tensor.shape
    }
    let words = try shape("embeddings.word_embeddings.weight")
    (tokenCount, size) = (words[0], words[1])
    positionCount = try shape("embeddings.position_embeddings.weight")[0]
    typeCount = try shape("embeddings.token_type_embeddings.weight")[0]
    hiddenCount = try shape("encoder.layer.0.intermediate.dense.weight")[0]
    let numbers = checkpoint.tensors.compactMap { tensor -> Int? in
      guard case .body(let path) = BERTNames.place(of: tensor.name),
        path.hasPrefix("encoder.layer.")
      else { return nil }
      return path.split(separator: ".").dropFirst(2).first.flatMap { Int($0) }
    }
    // A number beyond all bounds is told by the check below.
    layerCount = min(numbers.max() ?? 0, 1 << 20) + 1
    self.headCount = headCount ?? max(1, size / 64)
    try check(in: checkpoint.path)
  }

  /// What is wrong with a vocabulary, though it can be used; empty where nothing is.
  func warnings(of vocabulary: Vocabulary) -> [String] {
    guard vocabulary.count < tokenCount else { return [] }
    return [
      "only \(vocabulary.count) tokens in the vocabulary, vocab_size \(tokenCount) — is the vocabulary "
        + "whole?"
    ]
  }
}

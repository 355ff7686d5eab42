import Checkpoints
import Tokenizers

/// What a checkpoint that `zoo finetune bert` wrote carries beside its tensors.
struct BERTFile {
  /// The note that holds the vocabulary, a token a line.
  static let vocabularyNote = "vocabulary"

  let configuration: BERTConfiguration
  let preparation: BERTPreparation
  let tokenizer: WordPiece

  /// What is wrong with the file, though it can be used; empty where nothing is.
  var warnings: [String] { configuration.warnings(of: tokenizer.vocabulary) }

  /// Reads the notes of a checkpoint.
  init(_ checkpoint: Checkpoint) throws(CheckpointError) {
    let path = checkpoint.path
    let notes = CheckpointMetadata(checkpoint.metadata)
    if let name = notes.model, name != BERTClassifier.name {
      throw .malformed("\(path) holds weights of the model '\(name.prefix(40))', not of bert")
    }
    guard let configuration = try notes.value(BERTConfiguration.self, for: .configuration),
      let preparation = try notes.value(BERTPreparation.self, for: .preprocessing),
      let lines = notes.entries[Self.vocabularyNote]
    else {
      throw .malformed(
        """
        \(path) does not say how its BERT is configured — give the folder with its config.json and \
        vocab.txt
        """)
    }
    try configuration.check(in: path)
    self.configuration = configuration
    self.preparation = preparation
    do {
      tokenizer = try WordPiece(
        Vocabulary(lines: Array(lines.utf8), name: "the vocabulary of \(path)"),
        cleaning: preparation.cleaning, specialTokens: preparation.specialTokens,
        wordLimit: max(1, min(preparation.wordLimit ?? 100, 65536)),
        name: "the vocabulary of \(path)")
    } catch {
      throw .malformed(error.description)
    }
    guard tokenizer.vocabulary.count <= configuration.tokenCount else {
      throw .malformed(
        """
        \(path): \(tokenizer.vocabulary.count) tokens in its vocabulary, \
        \(configuration.tokenCount) in its network
        """)
    }
  }
}

import Checkpoints
import Layers
import Tasks
import Tokenizers

extension TransformerClassifier {
  /// Reads a network of a checkpoint, with the configuration that it carries.
  ///
  /// - Parameter checkpoint: Weights under the book's names, with our notes.
  /// - Throws: `CheckpointError`, where they are not those of this network.
  public convenience init(_ checkpoint: Checkpoint) throws(CheckpointError) {
    let notes = CheckpointMetadata(checkpoint.metadata)
    guard let configuration = try notes.value(TransformerConfiguration.self, for: .configuration)
    else {
      throw .malformed(
        """
        \(checkpoint.path) does not say how its Transformer is configured — it is not a checkpoint \
        of `zoo finetune transformer`
        """)
    }
    if let problem = configuration.problem {
      throw .malformed("the configuration of \(checkpoint.path): \(problem)")
    }
    self.init(configuration)
    try load(checkpoint)
  }
}

extension ReviewClassifier {
  /// The note that holds the vocabulary, a token a line.
  public static let vocabularyNote = "vocabulary"

  /// Reads a classifier from a file, with all that it carries.
  ///
  /// - Parameter path: A checkpoint that `zoo finetune transformer` wrote.
  /// - Returns: The classifier, prepared for inference.
  /// - Throws: `CheckpointError`, where the file is another one or broken.
  public static func load(_ path: String) throws(CheckpointError) -> ReviewClassifier {
    let classifier = try read(Checkpoint.load(path))
    classifier.network.prepareForInference()
    return classifier
  }

  /// The best weights at hand, ready for texts: those that ship.
  ///
  /// - Parameter name: The weights' registered name or path; the best of `transformer` by default.
  /// - Returns: The classifier, prepared for inference.
  /// - Throws: `CheckpointError`, where no weights are at hand or they are broken.
  public static func pretrained(
    _ name: String = TransformerClassifier.name
  ) throws(CheckpointError) -> ReviewClassifier {
    try load(try WeightsRegistry.shipped().located(name).path)
  }

  /// The classifier of a checkpoint, not yet prepared for inference.
  static func read(_ checkpoint: Checkpoint) throws(CheckpointError) -> ReviewClassifier {
    let path = checkpoint.path
    let notes = CheckpointMetadata(checkpoint.metadata)
    if let name = notes.model, name != TransformerClassifier.name {
      throw .malformed(
        "\(path) holds weights of the model '\(name.prefix(40))', not of transformer")
    }
    let network = try TransformerClassifier(checkpoint)
    let tokenizer = try tokenizer(of: checkpoint)
    guard tokenizer.vocabulary.count == network.configuration.wordCount else {
      throw .malformed(
        """
        \(path): \(tokenizer.vocabulary.count) words in its vocabulary, \
        \(network.configuration.wordCount) in its network
        """)
    }
    let preparation = try notes.value(TextPreparation.self, for: .preprocessing)
    let classes = try notes.value(ClassNames.self, for: .classes) ?? ClassNames([])
    return ReviewClassifier(
      network, tokenizer, truncation: preparation?.truncation ?? .head, classes: classes,
      warnings: network.nonFiniteTensors(of: TransformerClassifier.name))
  }

  /// The tokenizer that a checkpoint carries.
  ///
  /// - Parameter checkpoint: A checkpoint that `zoo finetune transformer` wrote.
  /// - Returns: The tokenizer.
  /// - Throws: `CheckpointError`, where it carries none.
  public static func tokenizer(
    of checkpoint: Checkpoint
  ) throws(CheckpointError) -> ReviewTokenizer {
    let path = checkpoint.path
    let notes = CheckpointMetadata(checkpoint.metadata)
    guard let lines = notes.entries[vocabularyNote] else {
      throw .malformed("\(path) carries no vocabulary — it cannot read texts")
    }
    let preparation = try notes.value(TextPreparation.self, for: .preprocessing)
    do {
      return try ReviewTokenizer(
        Vocabulary(lines: Array(lines.utf8), name: "the vocabulary of \(path)"),
        cleaning: preparation?.cleaning ?? ReviewCleaning(), name: "the vocabulary of \(path)")
    } catch {
      throw .malformed(error.description)
    }
  }

  /// The notes that a checkpoint of the network carries: what a prediction needs.
  ///
  /// - Returns: The notes.
  /// - Throws: `CheckpointError`, where they cannot be written as JSON.
  public func metadata() throws(CheckpointError) -> CheckpointMetadata {
    var metadata = CheckpointMetadata()
    metadata.model = TransformerClassifier.name
    try metadata.set(network.configuration, for: .configuration)
    try metadata.set(
      TextPreparation(cleaning: tokenizer.cleaning, truncation: truncation), for: .preprocessing)
    try metadata.set(classes, for: .classes)
    metadata.entries[Self.vocabularyNote] = tokenizer.vocabulary.lines
    return metadata
  }
}

import Checkpoints
import Datasets
import Files
import Layers
import Tasks
import Tensors
import Tokenizers
import Training

/// A BERT classifier with what its weights need: vocabulary, preparation and class names.
public final class BERTTextClassifier: TextClassifier {
  /// The network.
  public let network: BERTClassifier
  /// What turns texts into its ids.
  public let tokenizer: WordPiece
  /// The most tokens of a text.
  public let limit: Int
  /// Which part of a text that is too long is kept.
  public let truncation: Truncation
  /// What its classes are called.
  public let classes: ClassNames
  /// What is wrong with the weights, such as tensors that hold NaN; empty where nothing is.
  public let warnings: [String]

  /// Binds a network to what it needs.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - tokenizer: What turns texts into its ids.
  ///   - limit: The most tokens of a text; at most as many as the network has positions.
  ///   - truncation: Which part of a text that is too long is kept.
  ///   - classes: What its classes are called.
  ///   - warnings: What is wrong with the weights.
  public init(
    _ network: BERTClassifier, _ tokenizer: WordPiece, limit: Int = 512,
    truncation: Truncation = .head, classes: ClassNames, warnings: [String] = []
  ) {
    self.network = network
    self.tokenizer = tokenizer
    self.limit = max(2, min(limit, network.bert.configuration.positionCount))
    self.truncation = truncation
    self.classes = classes.filled(to: network.classCount)
    self.warnings = warnings
  }

  /// Reads a folder of `transformers`, or a file that `zoo finetune bert` wrote.
  ///
  /// - Parameter path: The folder or the file.
  /// - Returns: The classifier, prepared for inference.
  /// - Throws: `CheckpointError`, where it is of another model or broken.
  public static func load(_ path: String) throws(CheckpointError) -> BERTTextClassifier {
    let classifier = try isFolder(path) ? load(folder: path) : load(file: path)
    classifier.network.prepareForInference()
    return classifier
  }

  private static func load(folder: String) throws(CheckpointError) -> BERTTextClassifier {
    let files = try BERTFolder(folder)
    let network = try BERTClassifier(files.checkpoint(), files.configuration)
    return BERTTextClassifier(
      network, files.tokenizer, limit: files.limit ?? 512, truncation: files.truncation,
      classes: files.classes ?? ClassNames([]),
      warnings: files.warnings + network.nonFiniteTensors(of: BERTClassifier.name))
  }

  private static func load(file path: String) throws(CheckpointError) -> BERTTextClassifier {
    let checkpoint = try Checkpoint.load(path)
    let model = try BERTFile(checkpoint)
    let network = try BERTClassifier(
      checkpoint, model.configuration, input: model.preparation.input)
    let notes = CheckpointMetadata(checkpoint.metadata)
    return BERTTextClassifier(
      network, model.tokenizer, limit: model.preparation.limit,
      truncation: model.preparation.truncation,
      classes: try notes.value(ClassNames.self, for: .classes) ?? ClassNames([]),
      warnings: model.warnings + network.nonFiniteTensors(of: BERTClassifier.name))
  }

  /// The likeliest classes of each text, and what of it was read.
  ///
  /// - Parameters:
  ///   - texts: The texts, of any length; of longer ones a part is read.
  ///   - count: The largest number of classes of a text.
  /// - Returns: The answers; all classes' probabilities would sum to 1.
  /// - Throws: Nothing of its own.
  public func answers(to texts: [String], top count: Int) throws -> [TextAnswer] {
    let encoded = texts.map(encode)
    let found = encoded.mapInBatches(of: Self.batchSize, paddingID: tokenizer.paddingID) {
      classes.best(logits($0), top: count)
    }
    return zip(encoded, found).map { text, classes in
      TextAnswer(
        classes: classes, droppedTokenCount: text.droppedCount,
        knowsWord: tokenizer.knowsWord(of: text))
    }
  }

  /// How much `[CLS]`, of which the answer is read, looks at each piece of a word.
  public func attention(to text: String) throws -> TextAttention {
    let encoded = encode(text)
    let (logits, attention) = network.withAttention(
      BERTInput(TokenBatch([encoded], paddingID: tokenizer.paddingID)))
    return TextAttention(
      text: text, answers: classes.best(logits, top: classes.count)[0], ranges: encoded.offsets,
      layers: attention.enumerated().map { index, weights in
        TextAttention.Layer(name: "layer \(index + 1)", firstQueryOf: weights)
      }, droppedTokenCount: encoded.droppedCount, droppedRange: encoded.droppedRange,
      knowsWord: tokenizer.knowsWord(of: encoded))
  }

  /// The notes that a checkpoint of the network carries: what a prediction needs.
  ///
  /// - Returns: The notes.
  /// - Throws: `CheckpointError`, where they cannot be written as JSON.
  public func metadata() throws(CheckpointError) -> CheckpointMetadata {
    var metadata = CheckpointMetadata()
    metadata.model = BERTClassifier.name
    try metadata.set(network.bert.configuration, for: .configuration)
    try metadata.set(
      BERTPreparation(
        cleaning: tokenizer.cleaning, specialTokens: tokenizer.specialTokens, limit: limit,
        truncation: truncation, input: network.input, wordLimit: tokenizer.wordLimit),
      for: .preprocessing)
    try metadata.set(classes, for: .classes)
    metadata.entries[BERTFile.vocabularyNote] = tokenizer.vocabulary.lines
    return metadata
  }

  private func encode(_ text: String) -> EncodedText {
    tokenizer.encode(text, limit: limit, truncation: truncation)
  }
}

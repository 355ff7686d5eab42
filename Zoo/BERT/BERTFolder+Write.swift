import Checkpoints
import Files
import Foundation
import Tasks
import Tokenizers

extension BERTFolder {
  /// Writes a classifier as the files of a `BertForSequenceClassification` of `transformers`.
  ///
  /// - Parameters:
  ///   - network: The classifier; its last layer must see the pooler's vector.
  ///   - tokenizer: What turns texts into its ids.
  ///   - classes: The names of its classes.
  ///   - limit: The most tokens of a text; all positions of the network where nil.
  ///   - truncation: Which part of a text that is too long is kept: its head or its tail.
  ///   - path: The folder, which is made if need be.
  /// - Throws: `CheckpointError`, where the classifier is the book's, its files cannot say what the
  ///   tokenizer does, or a file cannot be written.
  public static func write(
    _ network: BERTClassifier, _ tokenizer: WordPiece, classes: ClassNames, limit: Int? = nil,
    truncation: Truncation = .head, to path: String
  ) throws(CheckpointError) {
    guard network.input == .pooled else {
      throw .malformed(
        """
        \(path): a classifier that sees the first token without the pooler is not one that \
        transformers knows — fine-tune it with the pooler
        """)
    }
    let names = (0..<network.classCount).map { classes[$0] }
    let details = BERTDetails(
      architectures: ["BertForSequenceClassification"], modelType: "bert",
      labels: Dictionary(uniqueKeysWithValues: names.enumerated().map { ("\($0)", $1) }),
      ids: Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { a, _ in a }),
      positionKind: "absolute", tiesDecoder: true)
    var metadata = CheckpointMetadata()
    metadata.entries["format"] = "pt"
    let configuration = network.bert.configuration
    let settings = try TokenizerFiles.settings(
      of: tokenizer, limit: min(limit ?? configuration.positionCount, configuration.positionCount),
      truncation)
    try write(configuration, details, tokenizer, settings, to: path)
    try Checkpoint.write(network, to: "\(path)/model.safetensors", metadata: metadata)
  }

  private static func write(
    _ configuration: BERTConfiguration, _ details: BERTDetails, _ tokenizer: WordPiece,
    _ settings: [String: Any], to path: String
  ) throws(CheckpointError) {
    do {
      try createFolder(path)
      var entries = try dictionary(details).merging(dictionary(configuration)) { a, _ in a }
      entries["pad_token_id"] = tokenizer.paddingID
      try writeJSON(entries, to: "\(path)/config.json")
      try writeJSON(settings, to: "\(path)/tokenizer_config.json")
      try write(tokenizer.vocabulary.lines, to: "\(path)/vocab.txt")
    } catch let error as FileError {
      throw .file(error)
    } catch {
      throw .malformed("\(path): the settings cannot be written as JSON: \(error)")
    }
  }

  private static func dictionary(_ value: some Encodable) throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(value))
    return object as? [String: Any] ?? [:]
  }

  private static func writeJSON(_ entries: [String: Any], to path: String) throws {
    let data = try JSONSerialization.data(
      withJSONObject: entries, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    try write(String(decoding: data, as: UTF8.self) + "\n", to: path)
  }

  private static func write(_ text: String, to path: String) throws(FileError) {
    try writeAtomically(to: path) { file throws(FileError) in try file.write(text) }
  }
}

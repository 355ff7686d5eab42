import Checkpoints
import Files
import Foundation
import Tasks
import Tokenizers

/// A folder as `transformers` writes it: `config.json`, the vocabulary and the weights.
public struct BERTFolder: Sendable {
  /// The folder.
  public let path: String
  /// What distinguishes the model.
  public let configuration: BERTConfiguration
  /// What turns texts into its ids.
  public let tokenizer: WordPiece
  /// The names of its classes, where it has any.
  public let classes: ClassNames?
  /// The most tokens of a text, where the tokenizer's files say it.
  public let limit: Int?
  /// Which part of a text that is too long is kept.
  public let truncation: Truncation
  /// The file of the weights.
  public let weightsPath: String
  /// Whether the decoder of masked words is the table of the word vectors.
  let tiesDecoder: Bool

  /// Reads all but the weights, which are looked for only.
  ///
  /// - Parameter path: The folder.
  /// - Throws: `CheckpointError`, where a file is missing, broken or of another kind of model.
  public init(_ path: String) throws(CheckpointError) {
    self.path = path
    guard isFolder(path) else {
      throw .file(
        denial(of: path)
          ?? .notFound("\(path): no such folder — give one with config.json in it"))
    }
    let file = try Self.existing(Self.configurationNames, in: path)
    let (configuration, details) = try Self.read(file)
    if let problem = configuration.problem ?? details.problem {
      throw .malformed("\(file): \(problem)")
    }
    self.configuration = configuration
    classes = details.classNames.map { ClassNames($0) }
    tiesDecoder = details.tiesDecoder ?? true
    weightsPath = try Self.weightsPath(in: path)
    let files = TokenizerFiles(path)
    tokenizer = try files.tokenizer()
    (limit, truncation) = try files.lengths()
    guard tokenizer.vocabulary.count <= configuration.tokenCount else {
      throw .malformed(
        """
        \(path): \(tokenizer.vocabulary.count) tokens in the vocabulary, vocab_size \
        \(configuration.tokenCount) — are the files of one model?
        """)
    }
  }

  /// What is wrong with the files, though they can be used; empty where nothing is.
  public var warnings: [String] { configuration.warnings(of: tokenizer.vocabulary) }

  /// The weights.
  ///
  /// - Parameter intoMemory: Whether to copy the file, as a server should, instead of mapping it.
  /// - Returns: The tensors under their published names.
  /// - Throws: `CheckpointError`, where the file is broken.
  public func checkpoint(intoMemory: Bool = false) throws(CheckpointError) -> Checkpoint {
    try Checkpoint.load(weightsPath, intoMemory: intoMemory)
  }

  /// The file of the weights of a folder.
  static func weightsPath(in path: String) throws(CheckpointError) -> String {
    try existing(["model.safetensors", "pytorch_model.bin"], in: path)
  }

  private static let configurationNames = ["config.json", "bert_config.json"]

  private static func existing(
    _ names: [String], in path: String
  ) throws(CheckpointError) -> String {
    if let name = names.first(where: { isRegularFile("\(path)/\($0)") }) {
      return "\(path)/\(name)"
    }
    throw .file(
      denial(of: path)
        ?? .notFound("\(path): it holds neither \(names.joined(separator: " nor "))"))
  }

  private static func read(
    _ path: String
  ) throws(CheckpointError) -> (BERTConfiguration, BERTDetails) {
    let file: MappedFile
    do {
      file = try MappedFile(path)
    } catch {
      throw .file(error)
    }
    do {
      let data = Data(file.content)
      let details = try JSONDecoder().decode(BERTDetails.self, from: data)
      if let problem = details.problem { throw CheckpointError.malformed("\(path): \(problem)") }
      return (try JSONDecoder().decode(BERTConfiguration.self, from: data), details)
    } catch let error as CheckpointError {
      throw error
    } catch DecodingError.keyNotFound(let key, _) {
      throw .malformed("\(path) lacks '\(key.stringValue)' — is it of a BERT model?")
    } catch DecodingError.typeMismatch(_, let context),
      DecodingError.valueNotFound(_, let context)
    {
      let key = context.codingPath.map(\.stringValue).joined(separator: ".")
      throw .malformed("\(path): '\(key)' is of another kind than BERT's")
    } catch DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty {
      let key = context.codingPath.map(\.stringValue).joined(separator: ".")
      throw .malformed("\(path): '\(key)' has a value that is not supported")
    } catch {
      throw .malformed("\(path) is no JSON of a BERT model: \(error)")
    }
  }
}

import Checkpoints
import Files
import Layers
import Tasks
import Tensors
import Tokenizers
import Training

/// What a training begins with: a folder as `transformers` writes it, or a file that
/// `zoo finetune bert` wrote.
public struct BERTStart {
  /// What distinguishes the model.
  public let configuration: BERTConfiguration
  /// The names of the classes that it knows, if it knows any.
  public let classes: ClassNames?
  private let checkpoint: Checkpoint
  private let warnings: [String]
  private let tokenizer: WordPiece
  private let input: BERTClassifier.Input

  /// Reads what there is.
  ///
  /// - Parameter path: A folder with `config.json`, the weights in one, or a file of our own.
  /// - Throws: `CheckpointError`, where a file is missing, broken or of another kind of model.
  public init(_ path: String) throws(CheckpointError) {
    try self.init(Self.checkpoint(at: path))
  }

  /// Reads what belongs to weights.
  ///
  /// - Parameter checkpoint: Weights with our notes, or with `config.json` beside their file.
  /// - Throws: `CheckpointError`, where a file is missing, broken or of another kind of model.
  public init(_ checkpoint: Checkpoint) throws(CheckpointError) {
    self.checkpoint = checkpoint
    let notes = CheckpointMetadata(checkpoint.metadata)
    // What carries its own notes needs no folder: in that of a run, `config.json` is another one.
    if notes.model != nil {
      let file = try BERTFile(checkpoint)
      configuration = file.configuration
      tokenizer = file.tokenizer
      input = file.preparation.input
      warnings = file.warnings
      classes = try notes.value(ClassNames.self, for: .classes)
      return
    }
    let files = try BERTFolder(Files.folder(of: checkpoint.path))
    configuration = files.configuration
    tokenizer = files.tokenizer
    input = .pooled
    warnings = files.warnings
    classes = checkpoint["classifier.weight"] == nil ? nil : files.classes
  }

  /// The weights at a path.
  ///
  /// - Parameter path: A folder as `transformers` writes it, or a file.
  /// - Returns: The tensors under their published names.
  /// - Throws: `CheckpointError`, where there are none or the file is broken.
  package static func checkpoint(at path: String) throws(CheckpointError) -> Checkpoint {
    try Checkpoint.load(isFolder(path) ? BERTFolder.weightsPath(in: path) : path)
  }

  /// A classifier of some classes: the one that was read if it knows them, else with a new last
  /// layer.
  ///
  /// - Parameters:
  ///   - classNames: The classes.
  ///   - options: The length of a text, what is kept of longer ones, and the seed of random weights;
  ///     in the mode `scratch` all weights are random.
  /// - Returns: The classifier.
  /// - Throws: `CheckpointError`, where the weights do not fit the configuration; `TrainingError`, where the
  ///   options ask for more layers or positions than there are.
  public func classifier(
    _ classNames: [String], _ options: FineTuneOptions
  ) throws -> BERTTextClassifier {
    if let problem = options.problem(startingWith: configuration) {
      throw TrainingError.settings("\(checkpoint.path) has \(problem)")
    }
    let network = try withSeed(options.seed) {
      try self.network(classNames, isRandom: options.mode == .scratch)
    }
    return BERTTextClassifier(
      network, tokenizer, limit: options.length, truncation: options.truncation,
      classes: ClassNames(classNames),
      warnings: warnings
        + (options.mode == .scratch
          ? [] : network.nonFiniteTensors(of: BERTClassifier.name, readsFiles: true)))
  }

  private func network(
    _ classNames: [String], isRandom: Bool
  ) throws(CheckpointError) -> BERTClassifier {
    if isRandom {
      return BERTClassifier(configuration, classCount: classNames.count, input: input)
    }
    if classes?.names == classNames {
      return try BERTClassifier(checkpoint, configuration, input: input)
    }
    return try BERTClassifier(
      checkpoint, configuration, newClassCount: classNames.count, input: input)
  }
}

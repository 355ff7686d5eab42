import Datasets
import Layers
import Optimizers
import Tasks
import Tensors
import Tokenizers
import Training

/// The recipe: trains the Transformer on texts with classes.
///
/// Batches are of texts of like length, filled up to the longest only; AdamW with warm-up; weight
/// decay for matrices alone.
public struct FineTune: TextFineTune {
  public let classifier: ReviewClassifier
  public let data: TextData
  public let options: FineTuneOptions
  public var directory: RunDirectory?
  public var observers: [any TrainingObserver] = []
  public var skipReport: (@Sendable (SkippedSample) -> Void)?
  public var cutReport: ((_ cut: Int, _ all: Int) -> Void)?
  public var stopSignal: () -> Int32? = { StopSignal.current }

  /// Prepares a training.
  ///
  /// - Parameters:
  ///   - classifier: What is trained, with as many classes as the data.
  ///   - data: The texts.
  ///   - options: How it is trained.
  /// - Throws: `TrainingError`, where options or data make no sense.
  public init(
    _ classifier: ReviewClassifier, _ data: TextData, options: FineTuneOptions
  ) throws(TrainingError) {
    try Self.check(classifier, data, options)
    self.classifier = classifier
    self.data = data
    self.options = options
  }

  /// A network with random weights for the words and classes of data.
  ///
  /// - Parameters:
  ///   - data: The texts; the vocabulary is learned from those to train with that can be read.
  ///   - options: How it is trained.
  ///   - configuration: What distinguishes the network, if other than the options say; words and
  ///     classes follow from the data.
  /// - Returns: The network with its vocabulary.
  /// - Throws: `DatasetError`, where vectors cannot be read; `TokenizerError`, where there are too many
  ///   words; `TrainingError`, where the options make no network.
  public static func classifier(
    for data: TextData, _ options: FineTuneOptions,
    _ configuration: TransformerConfiguration? = nil
  ) throws -> ReviewClassifier {
    var configuration =
      configuration
      ?? TransformerConfiguration(
        wordCount: 4, headCount: options.headCount, length: options.length)
    if let problem = configuration.problem {
      throw TrainingError.settings("a Transformer with \(problem)")
    }
    // One after the other, so that only one is in memory. Those that cannot be read are left out here
    // as in training, which reports them.
    let training = data.training
    let texts = (0..<training.count).lazy.compactMap { try? training.text(at: $0) }
    let tokenizer = try ReviewTokenizer(
      learningFrom: texts, minimumFrequency: options.minimumFrequency,
      wordLimit: options.wordLimit)
    configuration.wordCount = tokenizer.vocabulary.count
    configuration.classCount = data.classNames.count
    let vectors = try options.vectors.map { path throws(DatasetError) in
      try WordVectors(path, of: tokenizer.vocabulary)
    }
    if let vectors, vectors.size != configuration.size {
      throw TrainingError.settings(
        "vectors of \(vectors.size) numbers, the network has ones of \(configuration.size)")
    }
    let network = withSeed(options.seed) { TransformerClassifier(configuration) }
    if let vectors { network.words.begin(with: vectors) }
    return ReviewClassifier(
      network, tokenizer, truncation: options.truncation, classes: ClassNames(data.classNames))
  }

  /// In transfer only the last layer learns.
  public func freeze() {
    let network = classifier.network
    network.unfreeze()
    if options.freezesWords { network.words.freeze() }
    guard options.mode == .transfer else { return }
    network.freeze()
    network.head.unfreeze()
  }

  /// AdamW; what is no matrix does not decay, nor do the words' vectors.
  public var optimizer: AdamW {
    let trained = classifier.network.parameters.filter { !$0.parameter.isFrozen }
    func decays(_ path: String, _ parameter: Parameter) -> Bool {
      parameter.shape.count > 1 && !path.hasPrefix("net1.")
    }
    return AdamW([
      ParameterGroup(
        trained.filter { decays($0.path, $0.parameter) }, learningRate: options.learningRate,
        weightDecay: options.weightDecay),
      ParameterGroup(
        trained.filter { !decays($0.path, $0.parameter) }, learningRate: options.learningRate,
        weightDecay: 0),
    ])
  }

  public var memory: MemoryEstimate {
    let configuration = classifier.network.configuration
    return attentionMemory(
      size: configuration.size, hiddenCount: configuration.hiddenCount,
      headCount: configuration.headCount, length: configuration.length,
      layerCount: configuration.blockCount + 1)
  }
}

extension Embedding {
  /// Puts vectors from elsewhere in their places; other words keep theirs.
  fileprivate func begin(with known: WordVectors) {
    var table = weight.value.scalars
    for (id, vector) in known.vectors {
      table.replaceSubrange(id * vector.count..<(id + 1) * vector.count, with: vector)
    }
    weight.assign(Tensor(table, shape: weight.shape))
  }
}

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
public typealias FineTune = TextFineTune<ReviewClassifier>

extension TextFineTune<ReviewClassifier> {
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
}

extension ReviewClassifier {
  /// In transfer only the last layer learns.
  public func freeze(for options: FineTuneOptions) {
    network.unfreeze()
    if options.freezesWords { network.words.freeze() }
    guard options.mode == .transfer else { return }
    network.freeze()
    network.head.unfreeze()
  }

  /// What is no matrix does not decay, nor do the words' vectors.
  public func groups(
    of learning: [(path: String, parameter: Parameter)], for options: FineTuneOptions
  ) -> [ParameterGroup] {
    func decays(_ path: String, _ parameter: Parameter) -> Bool {
      parameter.shape.count > 1 && !path.hasPrefix("net1.")
    }
    return [
      ParameterGroup(
        learning.filter { decays($0.path, $0.parameter) }, learningRate: options.learningRate,
        weightDecay: options.weightDecay),
      ParameterGroup(
        learning.filter { !decays($0.path, $0.parameter) }, learningRate: options.learningRate,
        weightDecay: 0),
    ]
  }

  public func memory(for options: FineTuneOptions) -> MemoryEstimate {
    let configuration = network.configuration
    let isTransfer = options.mode == .transfer
    let learningCount =
      isTransfer
      ? network.head.parameterCount
      : network.parameterCount - (options.freezesWords ? network.words.parameterCount : 0)
    return attentionMemory(
      for: options, size: configuration.size, hiddenCount: configuration.hiddenCount,
      headCount: configuration.headCount, length: configuration.length,
      layerCount: isTransfer ? 2 : configuration.blockCount + 1,
      learningShare: Double(learningCount) / Double(network.parameterCount))
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

import Checkpoints
import Datasets
import Layers
import Losses
import Optimizers
import Tasks
import Tensors
import Tokenizers
import Training

/// The recipe: trains the Transformer on texts with classes.
///
/// Batches are of texts of like length, filled up to the longest only; AdamW with warm-up; weight
/// decay for matrices alone.
public struct FineTune {
  /// What is trained, with its vocabulary and classes.
  public let classifier: ReviewClassifier
  /// The texts.
  public let data: TextData
  /// How it is trained.
  public let options: FineTuneOptions
  /// Where the run is kept; nothing is saved without.
  public var directory: RunDirectory?
  /// Who is told about each step.
  public var observers: [any TrainingObserver] = []
  /// Told, before training, of each text that cannot be read and is left out.
  public var skipReport: (@Sendable (SkippedSample) -> Void)?
  /// Told once, before training, how many of all texts are cut since they are too long.
  public var cutReport: ((_ cut: Int, _ all: Int) -> Void)?
  /// Asked after each step whether to save and stop, and because of which signal.
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
    if let problem = options.problem { throw .settings("training with \(problem)") }
    guard data.classNames.count >= 2 else {
      throw .data("\(data.name) has one class only — a classifier needs two or more")
    }
    guard data.classNames.count == classifier.classes.count else {
      throw .data(
        "\(data.name) has \(data.classNames.count) classes, the network "
          + "\(classifier.classes.count) — create it with a new head")
    }
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

  /// Trains, or goes on where the directory's run stopped.
  ///
  /// - Parameter resuming: Whether to go on from the last state.
  /// - Returns: The history, and the last evaluation if an epoch was trained.
  /// - Throws: `TrainingInterrupted`, `TrainingError`, or what reading the texts throws.
  public func run(
    resuming: Bool = false
  ) async throws -> (progress: TrainingProgress, evaluation: Evaluation?) {
    do {
      directory?.metadata = try classifier.metadata()
    } catch {
      throw TrainingError.checkpoint(error)
    }
    directory?.metadata.entries["data"] = data.name
    let network = classifier.network
    freeze(network)
    let training = try classifier.encoded(data.training)
    let validation = try classifier.encoded(data.validation)
    for sample in training.skipped + validation.skipped { skipReport?(sample) }
    cutReport?(training.cutCount + validation.cutCount, training.count + validation.count)
    let batches = BatchSource(training, batchSize: options.batchSize, seed: options.seed)
    let trainer = Trainer(
      network, optimizer, schedule: schedule(batches.batchCount), settings: settings,
      batches: batches, directory: directory, observers: observers, stopSignal: stopSignal,
      evaluate: { network in
        try TextEvaluation(
          validation, classCount: network.configuration.classCount, stopSignal: stopSignal
        ) { network($0.tokens.idTensor, mask: $0.tokens.maskTensor) }.evaluation
      },
      loss: { network, batch, tally in
        let logits = network(batch.tokens.idTensor, mask: batch.tokens.maskTensor)
        var metrics = ClassificationMetrics(classCount: logits.shape[1])
        metrics.add(logits.detached, batch.labels)
        tally.add("accuracy", Double(metrics.correctCount))
        return crossEntropy(logits, batch.labels)
      })
    if resuming { try trainer.resume() }
    return (try await trainer.run(), trainer.evaluation)
  }

  private var settings: TrainingSettings {
    TrainingSettings(
      epochCount: options.epochCount, seed: options.seed, microBatchSize: options.microBatchSize,
      gradientNormLimit: options.gradientNormLimit, patience: options.patience,
      keptCount: options.keptCount)
  }

  /// In transfer only the last layer learns.
  func freeze(_ network: TransformerClassifier) {
    network.unfreeze()
    if options.freezesWords { network.words.freeze() }
    guard options.mode == .transfer else { return }
    network.freeze()
    network.head.unfreeze()
  }

  /// AdamW; what is no matrix does not decay, nor do the words' vectors.
  var optimizer: AdamW {
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

  private func schedule(_ stepsPerEpoch: Int) -> any LearningRateSchedule {
    let total = stepsPerEpoch * options.epochCount
    let warmUp = Int(options.warmUpShare * Double(total))
    return WarmUp(
      stepCount: warmUp, from: 0.01, then: Polynomial(stepCount: max(1, total - warmUp), power: 1))
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

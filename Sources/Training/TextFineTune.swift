import Checkpoints
import Datasets
import Layers
import Losses
import Optimizers
import Tasks
import Tensors

/// A training of a classifier of texts with AdamW.
///
/// Batches are of texts of like length, filled up to the longest only.
public protocol TextFineTune {
  /// What is trained.
  associatedtype Classifier: TextModel
  /// How it is trained.
  associatedtype Options: TextFineTuneOptions

  /// What is trained, with its tokenizer and classes.
  var classifier: Classifier { get }
  /// The texts.
  var data: TextData { get }
  /// How it is trained.
  var options: Options { get }
  /// Where the run is kept; nothing is saved without.
  var directory: RunDirectory? { get set }
  /// Who is told about each step.
  var observers: [any TrainingObserver] { get set }
  /// Told, before training, of each text that cannot be read and is left out.
  var skipReport: (@Sendable (SkippedSample) -> Void)? { get set }
  /// Told once, before training, how many of all texts are cut since they are too long.
  var cutReport: ((_ cut: Int, _ all: Int) -> Void)? { get set }
  /// Asked after each step whether to save and stop, and because of which signal.
  var stopSignal: () -> Int32? { get set }

  /// What changes the parameters that are not frozen.
  var optimizer: AdamW { get }
  /// About how much memory the training takes at its peak.
  var memory: MemoryEstimate { get }

  /// Freezes what of the network does not learn, and nothing else.
  func freeze()
}

extension TextFineTune {
  /// Checks what a training is made of.
  ///
  /// - Throws: `TrainingError`, where options or data make no sense.
  public static func check(
    _ classifier: Classifier, _ data: TextData, _ options: Options
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
    freeze()
    let training = try classifier.encoded(data.training)
    let validation = try classifier.encoded(data.validation)
    for sample in training.skipped + validation.skipped { skipReport?(sample) }
    cutReport?(training.cutCount + validation.cutCount, training.count + validation.count)
    let batches = BatchSource(training, batchSize: options.batchSize, seed: options.seed)
    let trainer = Trainer(
      classifier.network, optimizer,
      schedule: options.schedule(stepsPerEpoch: batches.batchCount), settings: options.settings,
      batches: batches, directory: directory, observers: observers, stopSignal: stopSignal,
      evaluate: { _ in
        try TextEvaluation(
          validation, classCount: classifier.classes.count,
          batchSize: min(16, options.microBatchSize ?? 16), stopSignal: stopSignal
        ) { classifier.logits($0.tokens) }.evaluation
      },
      loss: { _, batch, tally in
        let logits = classifier.logits(batch.tokens)
        var metrics = ClassificationMetrics(classCount: logits.shape[1])
        metrics.add(logits.detached, batch.labels)
        tally.add("accuracy", Double(metrics.correctCount))
        return crossEntropy(logits, batch.labels)
      })
    if resuming { try trainer.resume() }
    return (try await trainer.run(), trainer.evaluation)
  }

  /// Tries learning rates from small to large.
  ///
  /// - Returns: The losses that they led to.
  /// - Throws: What reading the texts throws.
  public func learningRates() async throws -> RateFinder {
    freeze()
    let texts = try classifier.encoded(data.training)
    for sample in texts.skipped { skipReport?(sample) }
    return try await RateFinder(
      classifier.network, optimizer,
      batches: BatchSource(texts, batchSize: options.batchSize, seed: options.seed),
      seed: options.seed, gradientNormLimit: options.gradientNormLimit
    ) { _, batch in
      crossEntropy(classifier.logits(batch.tokens), batch.labels)
    }
  }

  /// About how much memory the training of layers of attention takes at its peak.
  ///
  /// - Parameters:
  ///   - size: The length of a token's vector.
  ///   - hiddenCount: The hidden units of a layer.
  ///   - headCount: The heads of a layer.
  ///   - length: The most tokens of a text.
  ///   - layerCount: The layers that keep what their gradients need.
  ///   - share: The share of the weights that learns, in 0…1.
  /// - Returns: The estimate.
  public func attentionMemory(
    size: Int, hiddenCount: Int, headCount: Int, length: Int, layerCount: Int,
    learningShare share: Double = 1
  ) -> MemoryEstimate {
    let float = MemoryLayout<Float>.size
    // Weights, packed ones, and of what learns gradients and two moments.
    let weights = Double(float * classifier.network.parameterCount) * (2 + 3 * share)
    // What a layer keeps, of each token.
    let kept = 14 * size + 3 * hiddenCount + 3 * headCount * length
    return MemoryEstimate(
      fixed: 150 << 20 + Int(weights), perSample: 32 * length,
      perComputedSample: float * length * kept * layerCount, batchSize: options.batchSize,
      microBatchSize: options.microBatchSize ?? options.batchSize)
  }
}

import Checkpoints
import Datasets
import Layers
import Losses
import Optimizers
import Tasks
import Tensors
import Tokenizers
import Training

/// The recipe: trains a BERT classifier on texts with classes.
///
/// Transfer trains the classifier and the last layers, fine-tuning everything, layers near the text
/// more slowly. Batches are of texts of like length, filled up to the longest only.
///
/// Deviation: layers that do not learn run without dropout.
public struct FineTune {
  /// What is trained, with its tokenizer and classes.
  public let classifier: BERTTextClassifier
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
    _ classifier: BERTTextClassifier, _ data: TextData, options: FineTuneOptions
  ) throws(TrainingError) {
    if let problem = options.problem { throw .settings("fine-tuning with \(problem)") }
    guard data.classNames.count >= 2 else {
      throw .data("\(data.name) has one class only — a classifier needs two or more")
    }
    guard data.classNames.count == classifier.network.classCount else {
      throw .data(
        "\(data.name) has \(data.classNames.count) classes, the network "
          + "\(classifier.network.classCount) — create it with a new head")
    }
    self.classifier = classifier
    self.data = data
    self.options = options
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
      network, AdamW(groups(of: network)), schedule: schedule(batches.batchCount),
      settings: settings, batches: batches, directory: directory, observers: observers,
      stopSignal: stopSignal,
      evaluate: { network in
        try TextEvaluation(
          validation, classCount: network.classCount, batchSize: 8, stopSignal: stopSignal
        ) { network(BERTInput($0.tokens)) }.evaluation
      },
      loss: { network, batch, tally in
        let logits = network(BERTInput(batch.tokens))
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

  /// In transfer the classifier, what stands before it and the last layers learn.
  func freeze(_ network: BERTClassifier) {
    network.unfreeze()
    if network.input == .firstToken { network.bert.pooler?.freeze() }
    guard options.mode == .transfer else { return }
    network.bert.freeze()
    if network.input == .pooled { network.bert.pooler?.unfreeze() }
    for layer in network.bert.layers.suffix(options.layerCount) { layer.unfreeze() }
  }

  /// The parameters by their distance from the classifier; offsets and norms do not decay.
  package func groups(of network: BERTClassifier) -> [ParameterGroup] {
    let layerCount = network.bert.layers.count
    func depth(_ path: String) -> Int {
      if path.hasPrefix("bert.embeddings.") { return layerCount }
      guard path.hasPrefix("bert.encoder.layer."),
        let number = Int(path.split(separator: ".")[3])
      else { return 0 }
      return layerCount - 1 - number
    }
    let trained = network.parameters.filter { !$0.parameter.isFrozen }
    return (0...layerCount).flatMap { distance in
      let parameters = trained.filter { depth($0.path) == distance }
      let rate = (0..<distance).reduce(options.learningRate) { rate, _ in rate * options.layerDecay
      }
      return [true, false].compactMap { decays -> ParameterGroup? in
        let chosen = parameters.filter { ($0.parameter.shape.count > 1) == decays }
        guard !chosen.isEmpty else { return nil }
        return ParameterGroup(
          chosen, learningRate: rate, weightDecay: decays ? options.weightDecay : 0)
      }
    }
  }

  private func schedule(_ stepsPerEpoch: Int) -> any LearningRateSchedule {
    let total = stepsPerEpoch * options.epochCount
    let warmUp = Int(options.warmUpShare * Double(total))
    return WarmUp(
      stepCount: warmUp, from: 0.01, then: Polynomial(stepCount: max(1, total - warmUp), power: 1))
  }
}

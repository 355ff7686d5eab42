import Checkpoints
import Datasets
import Images
import Layers
import Optimizers
import Tensors
import Training

/// The recipe: trains an SSD network on pictures with boxes.
///
/// Fine-tuning trains all, from a detector or from VGG-16; transfer trains the heads of a detector;
/// scratch begins with random weights. The paper freezes nothing; ``FineTuneOptions/frozenLayers``
/// keeps convolutions near the picture as they are.
///
/// Source: Liu et al., "SSD: Single Shot MultiBox Detector", 2016, section 3.
/// https://arxiv.org/abs/1512.02325
public struct FineTune<Network: SSDNetwork> {
  /// What is trained: with the heads for the classes of the data.
  public let network: Network
  /// The pictures.
  public let data: ObjectData
  /// How a picture becomes an input.
  public let preprocessing: Preprocessing
  /// How it is trained.
  public let options: FineTuneOptions
  /// Where the run is kept; nothing is saved without.
  public var directory: RunDirectory?
  /// Who is told about each step.
  public var observers: [any TrainingObserver] = []
  /// Told of each broken picture once; logs a warning where nil.
  public var skipReport: (@Sendable (SkippedSample) -> Void)?
  /// Asked after each step whether to save and stop, and because of which signal.
  public var stopSignal: () -> Int32? = { StopSignal.current }

  /// Prepares a training.
  ///
  /// - Parameters:
  ///   - network: What is trained, with as many classes as the data.
  ///   - data: The pictures.
  ///   - preprocessing: How a picture becomes an input.
  ///   - options: How it is trained.
  /// - Throws: `TrainingError`, where options or data make no sense.
  public init(
    _ network: Network, _ data: ObjectData, preprocessing: Preprocessing = Network.preprocessing,
    options: FineTuneOptions
  ) throws(TrainingError) {
    if let problem = options.problem { throw .settings(problem) }
    guard data.training.classNames == data.validation.classNames else {
      throw .data(
        """
        \(data.name) trains on the classes \(data.training.classNames.joined(separator: ", ")) and \
        validates on \(data.validation.classNames.joined(separator: ", ")) — make them the same
        """)
    }
    guard data.classNames.count == network.configuration.classCount else {
      throw .data(
        "\(data.name) has \(data.classNames.count) classes, the network "
          + "\(network.configuration.classCount) — create it with a new head")
    }
    guard data.training.hasCountedObjects else {
      throw .data(
        """
        \(data.name): nothing to train on: no object that is not difficult — add pictures or a train \
        list
        """)
    }
    guard data.validation.hasCountedObjects else {
      throw .data(
        """
        \(data.name): nothing to validate on: no object that is not difficult — add pictures or a \
        val list
        """)
    }
    self.network = network
    self.data = data
    self.preprocessing = preprocessing
    self.options = options
  }

  /// Trains, or goes on where the directory's run stopped.
  ///
  /// - Parameter resuming: Whether to go on from the last state.
  /// - Returns: The history, and the last evaluation if an epoch was trained.
  /// - Throws: `TrainingInterrupted`, `TrainingError`, or what reading the pictures throws.
  public func run(
    resuming: Bool = false
  ) async throws -> (progress: TrainingProgress, evaluation: Evaluation?) {
    do {
      directory?.metadata = try network.metadata(
        preprocessing: preprocessing, classes: data.classNames)
    } catch {
      throw TrainingError.checkpoint(error)
    }
    directory?.metadata.entries["data"] = data.name
    freeze()
    let loss = MultiBoxLoss(Network.defaultBoxes)
    let decoder = SSDDecoder(Network.defaultBoxes)
    let loader = DataLoader(
      ObjectDataset(
        data.training, transforms: options.augmentation.transforms, preprocessing: preprocessing),
      batchSize: options.batchSize, shuffle: true, seed: options.seed, report: skipReport)
    let validation = DataLoader(
      ObjectDataset(data.validation, preprocessing: preprocessing, keepsDifficult: true),
      batchSize: 8, report: skipReport)
    let trainer = Trainer(
      network, optimizer, schedule: schedule(loader.batchCount), settings: settings,
      batches: BatchSource(batchCount: loader.batchCount) { epoch, first in
        loader.epoch(epoch, from: first).map { MatchedBatch($0, loss) }
      },
      directory: directory, observers: observers, stopSignal: stopSignal,
      evaluate: { network in
        try await network.evaluate(
          validation, loss, decoder, stopSignal: stopSignal, progress: { _ in })
      },
      loss: { network, batch, _ in batch.loss(loss, network) })
    if resuming { try trainer.resume() }
    return (try await trainer.run(), trainer.evaluation)
  }

  private var settings: TrainingSettings {
    TrainingSettings(
      epochCount: options.epochCount, seed: options.seed, microBatchSize: options.microBatchSize,
      gradientNormLimit: options.gradientNormLimit,
      gradientValueLimit: options.gradientValueLimit, patience: options.patience,
      evaluationInterval: options.evaluationInterval, keptCount: options.keptCount)
  }

  /// Keeps everything but the heads, or the first convolutions, as it is.
  func freeze() {
    network.unfreeze()
    if options.mode == .transfer {
      network.freeze()
      for head in network.locationHeads + network.confidenceHeads { head.unfreeze() }
    }
    // Each convolution has weights and a bias.
    for (_, parameter) in network.vgg.parameters.prefix(2 * options.frozenLayers) {
      parameter.isFrozen = true
    }
  }

  /// What changes the parameters that are not frozen.
  var optimizer: any Optimizer {
    let group = ParameterGroup(
      network.parameters.filter { !$0.parameter.isFrozen }, learningRate: options.learningRate,
      weightDecay: options.weightDecay)
    switch options.method {
    case .sgd: return SGD([group], momentum: options.momentum)
    case .adamW: return AdamW([group])
    }
  }

  private func schedule(_ stepsPerEpoch: Int) -> any LearningRateSchedule {
    let total = stepsPerEpoch * options.epochCount
    let warmUp = min(options.warmUpStepCount, total / 10)
    let rest = total - warmUp
    let schedule: any LearningRateSchedule =
      switch options.schedule {
      case .constant: Lambda.constant
      case .cosine: Cosine(stepCount: rest)
      // The paper's 80,000 and 100,000 of 120,000 steps.
      case .steps: MultiStep(at: [total * 2 / 3 - warmUp, total * 5 / 6 - warmUp])
      }
    return WarmUp(stepCount: warmUp, from: 0.01, then: schedule)
  }
}

extension ObjectCollection {
  /// Whether any object counts in the figures.
  fileprivate var hasCountedObjects: Bool {
    (0..<count).contains { index in
      objects(at: index).contains { !$0.isDifficult && !$0.isCrowd }
    }
  }
}

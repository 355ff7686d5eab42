import Checkpoints
import DCGAN
import Datasets
import Layers
import Tensors
import Training

/// The recipe of AnoGAN: trains DCGAN on normal pictures, and chooses a threshold on others of them.
///
/// Source: Schlegl et al., "Unsupervised Anomaly Detection with Generative Adversarial Networks to
/// Guide Marker Discovery", 2017, section 2. https://arxiv.org/abs/1703.05921
public struct AnoGANFineTune {
  /// What is trained.
  public let networks: AdversarialNetworks<Generator, Discriminator>
  /// The normal pictures to train with, 64×64.
  public let training: GreyImages
  /// The normal pictures to choose the threshold on.
  public let validation: GreyImages
  /// The normal pictures beyond `picturesPerClass`, which are not used.
  public let leftOutCount: Int
  /// What results call the pictures.
  public let dataName: String
  /// How it is trained.
  public let options: AnoGANFineTuneOptions
  /// Where the run is kept; nothing is saved without.
  public var directory: RunDirectory?
  /// Who is told about each step.
  public var observers: [any TrainingObserver] = []
  /// Asked after each step whether to save and stop, and because of which signal.
  public var stopSignal: () -> Int32? = { StopSignal.current }
  /// Told how many pictures have been searched for, of how many, to choose the threshold.
  public var searchProgress: (_ done: Int, _ total: Int) -> Void = { _, _ in }

  /// Prepares a training.
  ///
  /// - Parameters:
  ///   - networks: What is trained.
  ///   - normal: Normal pictures, of any size.
  ///   - name: What results call them.
  ///   - options: How it is trained.
  /// - Throws: `TrainingError`, where options or data make no sense.
  public init(
    _ networks: AdversarialNetworks<Generator, Discriminator>, _ normal: GreyImages, name: String,
    options: AnoGANFineTuneOptions = AnoGANFineTuneOptions()
  ) throws(TrainingError) {
    if let problem = options.problem { throw .settings(problem) }
    let images = normal.resized(to: networks.generator.configuration.imageSize)
    let parts = images.normalParts(
      validationShare: options.validationShare, seed: options.training.seed)
    training = parts.training.limited(toEach: options.picturesPerClass ?? .max)
    leftOutCount = parts.training.count - training.count
    validation = parts.validation.limited(to: options.validationLimit)
    guard training.count >= 1, validation.count >= 1 else {
      throw .data(
        "\(name): of \(normal.count) normal pictures \(training.count) train and \(validation.count) "
          + "are held back for the threshold — one and one are needed, so give more")
    }
    self.networks = networks
    self.options = options
    dataName = name
  }

  /// Trains, or goes on where the directory's run stopped.
  ///
  /// - Parameter resuming: Whether to go on from the last state.
  /// - Returns: How far it came, and a scorer with a threshold.
  /// - Throws: `TrainingInterrupted`, or `TrainingError`.
  public func run(
    resuming: Bool = false
  ) throws -> (progress: TrainingProgress, scorer: AnoGANScorer) {
    var scoring = AnomalyScoring(lambda: options.search.lambda, search: options.search)
    scoring.normalClasses = training.shownClasses
    // For the files of kept epochs, which have no threshold.
    try directory?.metadata.set(scoring, for: .scoring)
    var recipe = try DCGAN.FineTune(
      networks, training, dataName: dataName, options: options.training)
    recipe.directory = directory
    recipe.observers = observers
    recipe.stopSignal = stopSignal
    let progress = try recipe.run(resuming: resuming)
    let scorer = AnoGANScorer(
      networks.generator, networks.discriminator, scoring: scoring)
    let isComplete = try scorer.chooseThreshold(
      on: validation, quantile: options.quantile, dataName: dataName, stopSignal: stopSignal,
      progress: { searchProgress($0, validation.count) })
    guard isComplete else {
      // The networks are saved; resuming chooses the threshold.
      throw TrainingInterrupted(
        run: directory?.path, step: progress.step, signal: stopSignal() ?? 2)
    }
    try directory?.saveNetworks(of: networks) { try metadata(of: $0, scorer.scoring) }
    return (progress, scorer)
  }

  /// The notes of the file of a network.
  private func metadata(
    of network: String, _ scoring: AnomalyScoring
  ) throws(CheckpointError) -> CheckpointMetadata {
    var metadata =
      network == "generator"
      ? try networks.generator.metadata() : try networks.discriminator.metadata()
    metadata.entries["data"] = dataName
    try metadata.set(scoring, for: .scoring)
    return metadata
  }
}

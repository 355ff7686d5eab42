import Checkpoints
import Datasets
import Images
import Layers
import Optimizers
import Tensors
import Training

/// The recipe: trains Efficient GAN on normal pictures, and chooses a threshold on others of them.
///
/// Source: Zenati et al., "Efficient GAN-Based Anomaly Detection", 2018, section 3; the losses of
/// generator and encoder do not saturate. https://arxiv.org/abs/1802.06222
public struct EfficientGANFineTune {
  /// What is trained.
  public let networks: EfficientGAN
  /// The normal pictures to train with, 28×28.
  public let training: GreyImages
  /// The normal pictures to choose the threshold on.
  public let validation: GreyImages
  /// What results call the pictures.
  public let dataName: String
  /// How it is trained.
  public let options: EfficientGANFineTuneOptions
  /// Where the run is kept; nothing is saved without.
  public var directory: RunDirectory?
  /// Who is told about each step.
  public var observers: [any TrainingObserver] = []
  /// Asked after each step whether to save and stop, and because of which signal.
  public var stopSignal: () -> Int32? = { StopSignal.current }

  /// Prepares a training.
  ///
  /// - Parameters:
  ///   - networks: What is trained.
  ///   - normal: Normal pictures, of any size.
  ///   - name: What results call them.
  ///   - options: How it is trained.
  /// - Throws: `TrainingError`, where options or data make no sense.
  public init(
    _ networks: EfficientGAN, _ normal: GreyImages, name: String,
    options: EfficientGANFineTuneOptions
  ) throws(TrainingError) {
    if let problem = options.problem { throw .settings(problem) }
    let images = normal.resized(to: EfficientGANConfiguration.imageSize)
    (training, validation) = images.normalParts(
      validationShare: options.validationShare, seed: options.training.seed)
    guard training.count >= 2, validation.count >= 1 else {
      throw .data(
        "\(name): of \(normal.count) normal pictures \(training.count) train and \(validation.count) "
          + "are held back for the threshold — two and one are needed, so give more")
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
  ) throws -> (progress: TrainingProgress, scorer: EfficientGANScorer) {
    directory?.metadata.entries["data"] = dataName
    let run = adversarialRun
    try run.begin(resuming: resuming)
    while let position = run.position {
      let x = batch(position)
      let losses = withSeed(position.seed) {
        networks.train(on: x, latents: (normal(x.shape[0]), normal(x.shape[0])), step: run.step)
      }
      try run.stepped(losses, sampleCount: x.shape[0])
    }
    return (run.progress, try finish())
  }

  /// The batches of an epoch: all pictures in random order; a last one of one picture is left out,
  /// as batch normalization needs two.
  private var batchCount: Int {
    let (whole, rest) = training.count.quotientAndRemainder(dividingBy: options.training.batchSize)
    return whole + (rest > 1 ? 1 : 0)
  }

  /// The pictures of a step, `[N, 28, 28, 1]`.
  private func batch(_ position: AdversarialPosition) -> Tensor {
    var random = Random(seed: options.training.seed, position.epoch)
    let order = random.shuffled(Array(0..<training.count))
    let batchSize = options.training.batchSize
    let start = position.batch * batchSize
    return training.tensor(at: order[start..<min(start + batchSize, order.count)])
  }

  private func normal(_ count: Int) -> Tensor {
    .randomNormal([count, networks.configuration.latentSize])
  }

  private var adversarialRun: AdversarialRun<EfficientGAN> {
    AdversarialRun(
      networks,
      optimizers: networks.optimizers(
        learningRate: options.training.learningRate,
        discriminatorRate: options.training.discriminatorRate),
      settings: options.training.settings, batchCount: batchCount, directory: directory,
      observers: observers, stopSignal: stopSignal, samples: { samples },
      metadata: { network in
        // A threshold comes with the last.
        let scoring = AnomalyScoring(normalClasses: training.shownClasses)
        return try networks.metadata(of: "efficientgan.\(network)", scoring: scoring)
      })
  }

  /// A row of real pictures, what becomes of them when they are encoded and generated again, and what
  /// is generated of always the same latent vectors, in two more.
  private var samples: Image {
    let count = options.training.sampleCount
    let x = validation.limited(toEach: (count + 1) / 2).limited(to: count).tensor
    let z = withSeed(options.training.seed) { normal(x.shape[0]) }
    let rows = concatenate(
      [x, networks.reconstruction(of: x), networks.generator(z)], axis: 0)
    let images = (0..<rows.shape[0]).map {
      Image(rows[$0], range: -1...1).resized(width: 84, height: 84, .nearest)
    }
    return Image.grid(images, columns: x.shape[0], gap: 4)
  }

  /// Chooses the threshold, and saves it with the networks.
  private func finish() throws -> EfficientGANScorer {
    let scorer = EfficientGANScorer(networks)
    try scorer.chooseThreshold(on: validation, quantile: options.quantile, dataName: dataName)
    try directory?.saveNetworks(of: networks) {
      try networks.metadata(of: "efficientgan.\($0)", scoring: scorer.scoring)
    }
    return scorer
  }
}

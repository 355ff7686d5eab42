import Checkpoints
import Datasets
import Images
import Layers
import Losses
import Tensors
import Training

/// The recipe: a generator and a discriminator learn against each other, each a step for every batch.
///
/// The discriminator's loss is the cross-entropy of its answers; the generator's does not saturate.
/// Adam has β (0, 0.9) and rates of 1e-4 for the generator and 4e-4 for the discriminator.
///
/// Deviation: the paper's Adam has β₁ 0.5 and a rate of 2e-4 for both.
public struct FineTune {
  /// What is trained.
  public let networks: AdversarialNetworks<Generator, Discriminator>
  /// The pictures, of the generator's size.
  public let data: GreyImages
  /// What results call the data.
  public let dataName: String
  /// How it is trained.
  public let options: AdversarialOptions
  /// Where the run is kept; nothing is saved without.
  public var directory: RunDirectory?
  /// Who is told about each step.
  public var observers: [any TrainingObserver] = []
  /// Asked after each step whether to save and stop, and because of which signal.
  public var stopSignal: () -> Int32? = { StopSignal.current }

  /// The settings of the recipe: with 400 pictures, 1,400 steps.
  public static let recipe = AdversarialOptions(epochCount: 200)

  /// Prepares a training.
  ///
  /// - Parameters:
  ///   - networks: What is trained.
  ///   - data: The pictures.
  ///   - dataName: What results call the data; the pictures' own name by default.
  ///   - options: How it is trained.
  /// - Throws: `TrainingError`, where options or data make no sense.
  public init(
    _ networks: AdversarialNetworks<Generator, Discriminator>, _ data: GreyImages,
    dataName: String? = nil, options: AdversarialOptions = Self.recipe
  ) throws(TrainingError) {
    if let problem = options.problem { throw .settings(problem) }
    let side = networks.generator.configuration.imageSize
    guard data.side == side else {
      throw .data("\(data.name): pictures of \(data.side) pixels, not \(side) — resize them first")
    }
    self.networks = networks
    self.data = data
    self.dataName = dataName ?? data.name
    self.options = options
  }

  /// Trains, or goes on where the directory's run stopped.
  ///
  /// - Parameter resuming: Whether to go on from the last state.
  /// - Returns: How far the training came.
  /// - Throws: `TrainingInterrupted` or `TrainingError`.
  public func run(resuming: Bool = false) throws -> TrainingProgress {
    let loader = DataLoader(data, batchSize: options.batchSize, shuffle: true, seed: options.seed)
    let latentSize = networks.generator.configuration.latentSize
    let fixed = withSeed(options.seed) { Tensor.randomNormal([options.sampleCount, latentSize]) }
    let run = AdversarialRun(
      networks,
      optimizers: networks.optimizers(
        learningRate: options.learningRate, discriminatorRate: options.discriminatorRate,
        betas: options.decays),
      settings: options.settings, averageDecay: options.averageDecay,
      batchCount: loader.batchCount, directory: directory, observers: observers,
      stopSignal: stopSignal, samples: { .grid(of: networks.generator(fixed)) }, metadata: metadata)
    try run.begin(resuming: resuming)
    while let position = run.position {
      let indices = loader.order(ofEpoch: position.epoch)
        .dropFirst(position.batch * options.batchSize).prefix(options.batchSize)
      let real = data.tensor(at: indices)
      let losses = withSeed(position.seed) {
        let latents = (0..<2).map { _ in Tensor.randomNormal([indices.count, latentSize]) }
        return Self.step(networks, real, latents[0], latents[1], change: run.step)
      }
      try run.stepped(losses, sampleCount: indices.count)
    }
    run.finish()
    return run.progress
  }

  /// A step of the discriminator on real and generated pictures, then one of the generator.
  ///
  /// - Parameters:
  ///   - networks: What is trained.
  ///   - real: Real pictures, `[N, 64, 64, C]` in −1…1.
  ///   - discriminatorLatents: Normal numbers for the discriminator's step, `[N, latentSize]`.
  ///   - generatorLatents: Others for the generator's.
  ///   - change: Changes the network of a name along its gradients.
  /// - Returns: The mean loss of each network before its step, by name.
  public static func step(
    _ networks: AdversarialNetworks<Generator, Discriminator>, _ real: Tensor,
    _ discriminatorLatents: Tensor, _ generatorLatents: Tensor,
    change: (_ network: String, _ gradients: Gradients) throws -> Void
  ) rethrows -> [String: Double] {
    let (generator, discriminator) = (networks.generator, networks.discriminator)
    // Detached: what the discriminator learns from is a picture, and computes nothing for G.
    let fake = Mode.with(.training) { generator(discriminatorLatents) }
    let (dLoss, dGradients) = discriminator.valueAndGradients {
      loss($0(real), isReal: true) + loss($0(fake), isReal: false)
    }
    try change("discriminator", dGradients)

    let (gLoss, gGradients) = generator.valueAndGradients {
      loss(discriminator($0(generatorLatents)), isReal: true)
    }
    try change("generator", gGradients)
    return ["discriminator": Double(dLoss.item()), "generator": Double(gLoss.item())]
  }

  /// The mean cross-entropy of logits with one answer for all.
  private static func loss(_ logits: Tensor, isReal: Bool) -> Tensor {
    binaryCrossEntropyWithLogits(logits, .full(logits.shape, isReal ? 1 : 0))
  }

  private func metadata(_ network: String) throws -> CheckpointMetadata {
    var metadata =
      network == "generator"
      ? try networks.generator.metadata() : try networks.discriminator.metadata()
    metadata.entries["data"] = dataName
    return metadata
  }
}

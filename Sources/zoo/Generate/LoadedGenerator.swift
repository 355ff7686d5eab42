import Checkpoints
import Files
import Layers
import Tasks
import Tensors
import Training

/// A generator with the weights that a user wants, ready to make pictures.
struct LoadedGenerator<Training: AdversarialFineTune> {
  /// The network.
  let network: Training.Generator
  /// What results call the weights.
  let name: String
  /// What tells samples that stay from others, and the share of those; nil where all stay.
  private let selection: (discriminator: Training.Discriminator, share: Double)?

  /// Loads a generator.
  ///
  /// - Parameters:
  ///   - weights: A registered name, a file, or the folder of a run.
  ///   - engine: Whether progress is shown.
  ///   - selection: Which samples stay.
  ///   - acceptsFallback: Whether smaller weights may take the place of the best.
  /// - Throws: `Failure` or `CheckpointError`, when there are none, they do not fit, or make no
  ///   pictures that can be shown.
  init(
    _ weights: WeightsOptions<TrainedWeights>, _ engine: EngineOptions,
    _ selection: SampleSelection, acceptsFallback: Bool = true
  ) async throws {
    let (path, name) = try await weights.networkOrRun(
      "\(Training.modelName).generator", engine, acceptsFallback: acceptsFallback)
    let file = isFolder(path) ? "\(path)/generator.safetensors" : path
    let network = try Training.generator(Checkpoint.load(file))
    Console.warn(network.nonFiniteTensors(of: "\(Training.modelName).generator"), about: name)
    self.network = network
    self.name = name
    self.selection = try selection.share.map { share in
      let files = try NetworkFiles(file, networks: ["generator", "discriminator"])
      if path != name { try files.verify(.shipped()) }
      let discriminator = try Training.discriminator(
        files.checkpoint(of: "discriminator", named: "\(Training.modelName).discriminator"))
      guard discriminator.imageSize == network.imageSize,
        discriminator.imageChannelCount == network.imageChannelCount
      else {
        throw Failure(
          .badData,
          "\(file): the discriminator beside it is for pictures of \(discriminator.imageSize) pixels "
            + "and \(discriminator.imageChannelCount) channels, not \(network.imageSize) and "
            + "\(network.imageChannelCount) — leave out --keep, or take both from one training")
      }
      return (discriminator, share)
    }
    guard [1, 3].contains(network.imageChannelCount) else {
      throw Failure(
        .badData,
        "\(file): pictures of \(network.imageChannelCount) channels are neither grey nor coloured")
    }
  }

  /// Normal latent vectors, those that stay of them, `[count, latentSize]`.
  ///
  /// - Parameters:
  ///   - count: The number that stays.
  ///   - seed: What they follow from.
  ///   - batchSize: The pictures made at once.
  ///   - isQuiet: Whether no progress is shown.
  /// - Returns: The latent vectors.
  /// - Throws: `Failure`, where the discriminator's answers are no numbers.
  func latents(
    count: Int, seed: UInt64, batchSize: Int = 64, isQuiet: Bool
  ) throws(Failure) -> Tensor {
    let share = selection?.share ?? 1
    let madeCount = Int((Double(count) / share).rounded(.up))
    let latents = withSeed(seed) { Tensor.randomNormal([madeCount, network.latentSize]) }
    guard let selection else { return latents }
    var bar = ProgressBar("choosing", unit: "samples", isShown: !isQuiet)
    defer { bar.clear() }
    let selected = selectedLatents(
      of: latents, count: count, generator: network, discriminator: selection.discriminator,
      batchSize: batchSize, progress: { bar.update($0, of: madeCount) })
    guard let selected else {
      throw Failure(
        .badData,
        "what the discriminator of \(name) says of samples are not all numbers — 'zoo weights "
          + "inspect --values' names what is broken")
    }
    return selected
  }

  /// Pictures of latent vectors, `[count, H, W, C]`.
  ///
  /// - Parameters:
  ///   - latents: The latent vectors.
  ///   - batchSize: The pictures made at once.
  ///   - isQuiet: Whether no progress is shown.
  /// - Returns: The pictures.
  /// - Throws: `Failure`, where they are no numbers.
  func samples(
    _ latents: Tensor, batchSize: Int = 64, isQuiet: Bool
  ) throws(Failure) -> Tensor {
    var bar = ProgressBar("generating", unit: "samples", isShown: !isQuiet)
    let samples = generatedSamples(
      of: network, latents, batchSize: batchSize,
      progress: { bar.update($0, of: latents.shape[0]) })
    bar.clear()
    guard samples.isFinite else {
      throw Failure(
        .badData,
        "the samples of \(name) are not all numbers — 'zoo weights inspect --values' names what is "
          + "broken")
    }
    return samples
  }
}

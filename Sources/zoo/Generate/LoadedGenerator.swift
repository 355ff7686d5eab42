import Checkpoints
import Files
import Tensors
import Training

/// A generator with the weights that a user wants, ready to make pictures.
struct LoadedGenerator<Training: AdversarialFineTune> {
  /// The network.
  let network: Training.Generator
  /// What results call the weights.
  let name: String

  /// Loads a generator.
  ///
  /// - Parameters:
  ///   - weights: A registered name, a file, or the folder of a run.
  ///   - engine: Whether progress is shown.
  ///   - acceptsFallback: Whether smaller weights may take the place of the best.
  /// - Throws: `Failure` or `CheckpointError`, when there are none, they do not fit, or make no
  ///   pictures that can be shown.
  init(
    _ weights: WeightsOptions<TrainedWeights>, _ engine: EngineOptions,
    acceptsFallback: Bool = true
  ) async throws {
    let (path, name) = try await weights.networkOrRun(
      "\(Training.modelName).generator", engine, acceptsFallback: acceptsFallback)
    let file = isFolder(path) ? "\(path)/generator.safetensors" : path
    network = try Training.generator(Checkpoint.load(file))
    self.name = name
    guard [1, 3].contains(network.imageChannelCount) else {
      throw Failure(
        .badData,
        "\(file): pictures of \(network.imageChannelCount) channels are neither grey nor coloured")
    }
  }

  /// Pictures of normal latent vectors, `[count, H, W, C]`.
  ///
  /// - Parameters:
  ///   - count: The number of pictures.
  ///   - seed: What the latent vectors follow from.
  ///   - batchSize: The pictures made at once.
  ///   - isQuiet: Whether no progress is shown.
  /// - Returns: The pictures.
  /// - Throws: `Failure`, where they are no numbers.
  func samples(
    count: Int, seed: UInt64, batchSize: Int = 64, isQuiet: Bool
  ) throws(Failure) -> Tensor {
    var bar = ProgressBar("generating", unit: "samples", isShown: !isQuiet)
    let samples = generatedSamples(
      of: network, latentSize: network.latentSize, count: count, seed: seed, batchSize: batchSize,
      progress: { bar.update($0, of: count) })
    bar.clear()
    guard samples.isFinite else {
      throw Failure(
        .badData,
        "the samples of \(name) are not all numbers — 'zoo weights inspect' names what is broken")
    }
    return samples
  }
}

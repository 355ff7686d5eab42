import Datasets
import Files
import Images
import MNIST
import Tasks
import Tensors
import Training

/// Measures a generator: what a classifier of digits says of its samples beside real pictures.
struct GeneratorEvaluation<Training: AdversarialFineTune> {
  let command: EvaluateCommand

  /// The samples that are drawn if the user does not say.
  private static var sampleCount: Int { 1000 }

  /// Measures and reports.
  func run() async throws {
    let seed = command.engine.seed ?? 1234
    let generator = try await LoadedGenerator<Training>(
      command.weights, command.engine, command.selection,
      acceptsFallback: !command.data.noSample)
    guard generator.network.imageChannelCount == 1 else {
      throw Failure(
        .badData,
        "\(generator.name) makes pictures in colours, the judge looks at grey ones — see its samples "
          + "with 'zoo generate \(Training.modelName)'")
    }
    let (judge, judgeName) = try await judge()
    let data = try await command.data.resolved(
      command.data.data ?? DatasetRegistry.mnist.name, as: GreyData.self,
      offline: command.weights.offline, seed: seed, pictureSide: generator.network.imageSize,
      quiet: command.engine.quiet)
    let count = command.data.limit ?? Self.sampleCount
    let least = GeneratorFigures.leastCount
    guard data.test.count >= least else {
      throw Failure(
        .badData, "\(data.name): \(data.test.count) pictures to measure with, not \(least) or more")
    }
    let (batchSize, isQuiet) = (command.givenBatchSize ?? 64, command.engine.quiet)
    let latents = try generator.latents(
      count: count, seed: seed, batchSize: batchSize, isQuiet: isQuiet)
    let samples = try generator.samples(latents, batchSize: batchSize, isQuiet: isQuiet)
    let real = data.test.limited(to: count).resized(to: samples.shape[1])
    let quality = judge.quality(of: GreyImages(name: "samples", samples), real: real)
    guard quality.frechetDistance.isFinite, quality.precision.isFinite else {
      throw Failure(.badData, "\(judgeName), the judge, answers with what is no number")
    }
    let knowsClasses = judge.classes.names == real.classNames
    let figures = GeneratorFigures(
      model: Training.modelName, weights: generator.name, judge: judgeName, data: data.name,
      quality, classes: knowsClasses ? judge.classes.names : nil,
      labels: Set((0..<real.count).map { real.label(at: $0) }),
      kept: command.selection.share, pictures: try pictures(generator.network, latents, samples))
    if !knowsClasses {
      Console.note(
        "zoo: \(judgeName) knows other classes than \(data.name) has: its features compare the "
          + "pictures, its answers say nothing and are left out")
    }
    try figures.show(json: command.engine.json)
  }

  /// The classifier of digits at hand.
  private func judge() async throws -> (MNISTClassifier, String) {
    if command.data.noSample, command.judge == nil {
      throw Failure(
        .unavailable, "--no-sample takes no judge that ships unnamed — name it: --judge mnist-conv")
    }
    var options = command.weights
    options.weights = command.judge
    return try await options.digitClassifier(
      of: .mnist, command.engine, isLocal: command.data.sample,
      acceptsFallback: !command.data.noSample)
  }

  private func pictures(
    _ generator: Training.Generator, _ latents: Tensor, _ samples: Tensor
  ) throws -> [String] {
    guard let output = command.output else { return [] }
    let shown = min(64, samples.shape[0])
    let images =
      [("samples", Image.grid(of: samples[0..<shown]))]
      + Training.pictures(generator, latents[0..<min(6, shown)])
    return try images.map { name, image in
      let path = "\(output)/\(name).png"
      try image.writePNG(to: path)
      return path
    }
  }
}

import Checkpoints
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

  /// The figures.
  private struct Report: Encodable {
    struct ClassShare: Encodable {
      let name: String
      /// The share of samples that the judge takes for the class.
      let share: Double
      /// The share that it takes for the class and is sure of.
      let sure: Double
    }

    let model: String
    let weights: String
    /// The classifier that judges.
    let judge: String
    let data: String
    /// The number of samples.
    let count: Int
    /// The number of real pictures.
    let realCount: Int
    let frechetDistance: Double
    let precision: Double
    let recall: Double
    /// The share of samples that the judge is sure of and takes for a digit of the data.
    let sureShare: Double
    /// The probability from which on it is sure.
    let certainty: Float
    let classes: [ClassShare]
    let pictures: [String]
  }

  /// Measures and reports.
  func run() async throws {
    let seed = command.engine.seed ?? 1234
    let (path, name) = try await command.weights.network(
      "\(Training.modelName).generator", command.engine)
    let (generator, latentSize) = try Training.generator(Checkpoint.load(path))
    let (judge, judgeName) = try await judge()
    let data = try await command.data.resolved(
      command.data.data ?? DatasetRegistry.mnist.name, as: GreyData.self,
      offline: command.weights.offline, seed: seed, pictureSide: command.model.model.imageSize,
      quiet: command.engine.quiet)
    let count = command.data.limit ?? Self.sampleCount
    guard data.test.count > 3, count > 3 else {
      throw Failure(.badData, "\(data.name): 4 pictures or more are needed, and 4 samples")
    }
    let samples = generatedSamples(of: generator, latentSize: latentSize, count: count, seed: seed)
    let real = data.test.limited(to: count).resized(to: samples.shape[1])
    let quality = judge.quality(of: GreyImages(name: "samples", samples), real: real)
    let digits = Set((0..<real.count).map { real.label(at: $0) }).sorted()
    let report = Report(
      model: Training.modelName, weights: name, judge: judgeName,
      data: data.name + (command.data.digits.map { ", \($0)" } ?? ""), count: quality.count,
      realCount: quality.realCount, frechetDistance: quality.frechetDistance,
      precision: quality.precision, recall: quality.recall,
      sureShare: quality.sureShare(of: digits), certainty: quality.certainty,
      classes: judge.classes.names.enumerated().map { index, name in
        .init(name: name, share: quality.classShares[index], sure: quality.sureClassShares[index])
      }, pictures: try pictures(generator, latentSize: latentSize, samples, seed: seed))
    try show(report)
  }

  /// The classifier of digits at hand.
  private func judge() async throws -> (MNISTClassifier, String) {
    var options = command.weights
    options.weights = command.judge
    return try await options.digitClassifier(of: .mnist, command.engine)
  }

  private func pictures(
    _ generator: Training.Generator, latentSize: Int, _ samples: Tensor, seed: UInt64
  ) throws -> [String] {
    guard let output = command.output else { return [] }
    let shown = min(64, samples.shape[0])
    let latents = withSeed(seed) { Tensor.randomNormal([min(6, shown), latentSize]) }
    let images =
      [("samples", Image.grid(of: samples[0..<shown]))] + Training.pictures(generator, latents)
    return try images.map { name, image in
      let path = "\(output)/\(name).png"
      try image.writePNG(to: path)
      return path
    }
  }

  private func show(_ report: Report) throws {
    if command.engine.json { return try Console.result(JSONLine.text(of: report)) }
    try Console.result(
      "\(report.count) samples of \(report.weights) beside \(report.realCount) pictures of "
        + "\(report.data), judged by \(report.judge)")
    try Console.result("Fréchet distance   \(Figures.fixed(report.frechetDistance, 2))")
    try Console.result(
      "precision, recall  \(Figures.fixed(report.precision, 3)), "
        + Figures.fixed(report.recall, 3))
    try Console.result(
      "sure               \(Figures.percent(report.sureShare)) are a digit of the data for the judge, "
        + "with \(Figures.percent(Double(report.certainty))) or more")
    var table = Table(["taken for", "share", "sure"])
    for item in report.classes where item.share > 0 {
      table.append([item.name, Figures.percent(item.share), Figures.percent(item.sure)])
    }
    for line in table.lines { try Console.result(line) }
    for picture in report.pictures { try Console.result("picture: \(picture)") }
  }
}

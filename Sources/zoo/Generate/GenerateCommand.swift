import ArgumentParser
import Files
import Images
import Tensors
import Training

/// `zoo generate`: pictures of random latent vectors.
struct GenerateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Makes pictures of random numbers and puts them into a grid.",
    discussion: """
      Equal seeds give equal pictures. --weights takes a generator's file or the folder of a run. \
      Examples:
        zoo generate dcgan --weights runs/dcgan-20260101-120000 --count 100 --seed 7
        zoo generate dcgan --keep 0.5
        zoo generate sagan --weights generator.safetensors --attention --output digits.png
      """)

  /// What was made.
  private struct Report: Encodable {
    let model: String
    let weights: String
    let count: Int
    /// The share of the samples that stayed; nil where all did.
    let kept: Double?
    let seed: UInt64
    let width: Int
    let height: Int
    let picture: String
    /// The picture of where samples look; nil if none was asked for.
    let attention: String?
  }

  @OptionGroup var model: ModelArgument<Generators>
  @OptionGroup var weights: WeightsOptions<TrainedWeights>
  @OptionGroup var selection: SampleSelection

  @Option(help: ArgumentHelp("The number of samples.", valueName: "n"))
  var count = 64

  @Option(help: ArgumentHelp("The samples in a row (default: about square).", valueName: "n"))
  var columns: Int?

  @Flag(help: "Write also where the first eight samples of sagan look.")
  var attention = false

  @Option(
    help: ArgumentHelp("The picture to write.", valueName: "png"),
    completion: .file(extensions: ["png"]))
  var output = "samples.png"

  @OptionGroup var engine: EngineOptions

  func validate() throws {
    if !(1...4096).contains(count) {
      throw Failure(.usage, "--count \(count) is not within 1…4096")
    }
    if let columns, !(1...4096).contains(columns) {
      throw Failure(.usage, "--columns \(columns) is not within 1…4096")
    }
    guard output.lowercased().hasSuffix(".png") else {
      throw Failure(.usage, "--output \(output): a .png file is written")
    }
    let model = try model.model
    if attention, model != .sagan {
      throw Failure(.usage, "--attention: \(model.rawValue) has none — use sagan")
    }
  }

  func run() async throws {
    engine.apply()
    try checkWritable(folder: folder(of: output))
    guard case .adversarial(let training) = try model.model.network else { return }
    try await run(training)
  }

  private func run<Training: AdversarialFineTune>(_ training: Training.Type) async throws {
    let generator = try await LoadedGenerator<Training>(weights, engine, selection)
    let seed = engine.seed ?? 1234
    let latents = try generator.latents(count: count, seed: seed, isQuiet: engine.quiet)
    let samples = try generator.samples(latents, isQuiet: engine.quiet)
    let columns = columns ?? Int(Double(count).squareRoot().rounded(.up))
    try Image.grid(of: samples, columns: columns).writePNG(to: output)
    var attentionPath: String?
    if attention {
      for picture in Training.pictures(generator.network, latents[0..<min(8, count)]) {
        let path = String(output.dropLast(4)) + "-\(picture.name).png"
        try picture.image.writePNG(to: path)
        attentionPath = path
      }
    }
    try show(
      Report(
        model: Training.modelName, weights: generator.name, count: count, kept: selection.share,
        seed: seed,
        width: samples.shape[2], height: samples.shape[1], picture: output,
        attention: attentionPath))
  }

  private func show(_ report: Report) throws {
    if engine.json { return try Console.output(JSONLine.text(of: report)) }
    try Console.result(
      "\(report.count) samples of \(report.model), weights \(report.weights), "
        + "seed \(report.seed)")
    for path in [report.picture, report.attention].compactMap({ $0 }) {
      try Console.result("picture: \(path)")
    }
  }
}

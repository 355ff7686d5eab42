import ArgumentParser
import Datasets
import Images
import Tasks
import VGG

/// `zoo classify`: says what pictures show.
struct ClassifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classify",
    abstract: "Says what pictures show.",
    discussion: """
      Examples:
        zoo classify vgg16 photo.jpg
        zoo classify vgg16 --sample --output pictures
        zoo classify vgg16 --weights runs/demo/best.safetensors photos/ --json
        find . -name '*.png' | zoo classify vgg16 - --top 1
      """)

  /// The answers for a picture.
  private struct Line: Encodable {
    let input: String
    let weights: String
    let classes: [Classification]
    let picture: String?
  }

  @OptionGroup var model: ModelArgument

  @Argument(
    help: ArgumentHelp(
      "PNG and JPEG files, folders of them, or '-' for paths on standard input.",
      valueName: "image"),
    completion: .file())
  var images: [String] = []

  @OptionGroup var weights: WeightsOptions

  @Flag(help: "Classify pictures of the drawn sample of ants and bees.")
  var sample = false

  @Flag(help: "Never fall back to small weights: end with 69 instead.")
  var noSample = false

  @Option(help: ArgumentHelp("Classify at most this many pictures.", valueName: "n"))
  var limit: Int?

  @Option(help: ArgumentHelp("The number of answers for a picture.", valueName: "n"))
  var top = 5

  @Option(
    help: ArgumentHelp(
      "Write copies with the answers: a .png file, or a folder.", valueName: "path"),
    completion: .file())
  var output: String?

  @Flag(help: "End with 0 although pictures were broken.")
  var skipBroken = false

  @OptionGroup var engine: EngineOptions

  func validate() throws {
    if images.isEmpty, !sample {
      throw Failure(.usage, "no picture is named — give files, a folder, '-', or --sample")
    }
    if !(1...1000).contains(top) { throw Failure(.usage, "--top \(top) is not within 1…1000") }
    if let limit, limit < 1 { throw Failure(.usage, "--limit \(limit) is not 1 or more") }
  }

  func run() async throws {
    engine.apply()
    let (classifier, name) = try await weights.classifier(
      of: model.model, engine, isLocal: sample, acceptsFallback: !noSample)
    var pictures = try AnnotatedPictures(path: output, weights: name)
    var failures: [Failure] = []
    var count = 0
    let inputs = PictureInputs(images, sample: sample, seed: engine.seed ?? 1234, limit: limit)
    for input in inputs {
      do {
        let image = try input.image()
        let answers = try classifier.classify(image, top: top)
        let picture = try pictures.write(image, answers, input)
        try show(Line(input: input.name, weights: name, classes: answers, picture: picture))
        count += 1
      } catch let error as ImageError where [65, 66, 77].contains(error.exitCode) {
        failures.append(Failure(error))
        Console.error(Failure(error))
      }
    }
    guard let first = failures.first, !skipBroken else { return }
    let isAlone = failures.count == 1 && count == 0
    throw Failure(
      isAlone ? first.status : .badData,
      "\(failures.count) of \(failures.count + count) pictures could not be classified — "
        + "remove them, or pass --skip-broken")
  }

  private func show(_ line: Line) throws {
    if engine.json { return try Console.result(JSONLine.text(of: line)) }
    try Console.result(Console.printable(line.input))
    for answer in line.classes {
      try Console.result("  \(Figures.fixed(answer.probability, 4))  \(answer.label)")
    }
    if let picture = line.picture { try Console.result("  → \(Console.printable(picture))") }
  }
}

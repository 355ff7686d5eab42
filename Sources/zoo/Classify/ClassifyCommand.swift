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
        zoo classify mnist digit.png
        find . -name '*.png' | zoo classify vgg16 - --top 1
      """)

  /// The answers for a picture.
  private struct Line: Encodable {
    let input: String
    let weights: String
    let classes: [Classification]
    let picture: String?
  }

  @OptionGroup var model: ModelArgument<Classifiers>
  @OptionGroup var pictures: PictureOptions
  @OptionGroup var weights: WeightsOptions<TrainedWeights>

  @Option(help: ArgumentHelp("The number of answers for a picture.", valueName: "n"))
  var top = 5

  @Option(
    help: ArgumentHelp(
      "Write copies with the answers: a .png file, or a folder.", valueName: "path"),
    completion: .file())
  var output: String?

  @OptionGroup var engine: EngineOptions

  func validate() throws {
    try PictureOutput.check(output, "--output")
    if !(1...1000).contains(top) { throw Failure(.usage, "--top \(top) is not within 1…1000") }
  }

  func run() async throws {
    engine.apply()
    try pictures.checkAnyThere()
    let (classifier, name) = try await weights.imageClassifier(
      of: model.model, engine, isLocal: pictures.sample, acceptsFallback: !pictures.noSample)
    var copies = try PictureOutput(output, inputs: pictures.images)
    let sample = try drawnSample
    let drawn: (Int) -> [PictureInput] = { count in
      PictureInput.drawn(count, of: sample.count, name: sample.name, image: sample.image)
    }
    try pictures.forEach(drawn: drawn) { input in
      let image = try input.image()
      let answers = try classifier.classify(image, top: top)
      let picture = try copies.write(input.stem) { image.annotated(answers, weights: name) }
      try show(Line(input: input.name, weights: name, classes: answers, picture: picture))
    }
  }

  /// The drawings that `--sample` classifies.
  private var drawnSample: any ImageCollection {
    get throws {
      let seed = engine.seed ?? 1234
      if case .mnist = try model.model.network { return DatasetRegistry.drawnDigits(seed).test }
      return DatasetRegistry.drawnAntsAndBees(seed).validation
    }
  }

  private func show(_ line: Line) throws {
    if engine.json { return try Console.output(JSONLine.text(of: line)) }
    try Console.result(line.input)
    for answer in line.classes {
      try Console.result("  \(Figures.fixed(answer.probability, 4))  \(answer.label)")
    }
    if let picture = line.picture { try Console.result("  → \(picture)") }
  }
}

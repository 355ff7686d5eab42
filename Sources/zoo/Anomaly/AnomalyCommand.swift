import AnoGAN
import ArgumentParser
import Datasets
import Images
import Tensors

/// `zoo anomaly`: scores pictures and shows where they are odd.
struct AnomalyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "anomaly",
    abstract: "Scores pictures by how far they are from normal ones, and shows where.",
    discussion: """
      The picture in shades of grey, its short side resized, the middle square: white on black, as \
      MNIST's digits; --invert turns dark on light around. A score above the threshold, which was \
      chosen on normal pictures when the weights were trained, is an anomaly. Examples:
        zoo anomaly efficientgan digit.png
        zoo anomaly anogan digit.png --steps 500 --restarts 4 --trajectory
        zoo anomaly efficientgan photos/ --csv > scores.csv
        zoo anomaly efficientgan --sample --json
      """)

  @OptionGroup var model: ModelArgument<AnomalyDetectors>
  @OptionGroup var pictures: PictureOptions
  @OptionGroup var weights: WeightsOptions<TrainedWeights>

  @Option(
    help: ArgumentHelp(
      "The score above which a picture is an anomaly (default: what the weights say).",
      valueName: "score"))
  var threshold: Double?

  @Flag(help: "Turn black into white: for dark figures on a light ground.")
  var invert = false

  @OptionGroup(title: "Search of AnoGAN") var search: LatentSearchFlags

  @Flag(help: "Write the steps of AnoGAN's search as a strip of pictures.")
  var trajectory = false

  @Option(
    help: ArgumentHelp(
      "Where pictures of the differences go: a .png file, a folder, or 'none'.",
      valueName: "path"),
    completion: .file())
  var output = "anomalies"

  @Flag(help: "Results as CSV.")
  var csv = false

  @OptionGroup var engine: EngineOptions

  func validate() throws {
    if let threshold, !threshold.isFinite {
      throw Failure(.usage, "--threshold \(threshold) is no number")
    }
    if csv, engine.json { throw Failure(.usage, "--csv and --json contradict each other") }
    try PictureOutput.check(output, "--output")
    if trajectory, output == "none" {
      throw Failure(.usage, "--trajectory needs an --output")
    }
    try search.check(for: model.model, trajectory: trajectory)
  }

  func run() async throws {
    engine.apply()
    try pictures.checkAnyThere()
    let (scorer, name) = try await weights.scorer(
      of: model.model, engine, acceptsFallback: !pictures.noSample)
    search.apply(to: scorer, seed: engine.seed, recordsMoments: trajectory)
    if threshold == nil {
      LatentSearchFlags.tellUnusedThreshold(of: scorer, cure: "give one with --threshold")
    }
    let threshold = threshold ?? scorer.threshold?.score
    var copies = try PictureOutput(output == "none" ? nil : output, inputs: pictures.images)
    if csv { try Console.output(AnomalyLine.csvTitles) }
    var batch: [(input: PictureInput, image: Tensor)] = []
    func examineBatch() throws {
      guard !batch.isEmpty else { return }
      let inputs = batch.map(\.input)
      let found = scorer.examine(concatenate(batch.map(\.image), axis: 0))
      batch = []
      for (input, anomaly) in zip(inputs, found) {
        try scorer.check(anomaly.score, of: input.name)
        var line = AnomalyLine(input.name, anomaly, threshold: threshold, weights: name)
        let picture = AnomalyPicture(anomaly: anomaly, title: line.verdict, weights: name)
        line.picture = try copies.write(input.stem, picture.image)
        if trajectory {
          line.trajectory = try copies.write("\(input.stem)-search", picture.strip)
        }
        try show(line)
      }
    }
    // Searches are slow one by one; where there is none, each answer comes at once.
    let batchSize = scorer.search == nil ? 1 : scorer.batchSize
    let end = Result {
      try pictures.forEach(drawn: drawnPictures) { input in
        let image = try input.image()
        batch.append((input, (invert ? image.inverted : image).greyTensor(side: scorer.imageSize)))
        if batch.count >= batchSize { try examineBatch() }
      }
    }
    // Pictures that could be read are answered before the others are complained of.
    try examineBatch()
    try end.get()
  }

  private func drawnPictures(_ count: Int) -> [PictureInput] {
    let sample = DatasetRegistry.drawnDigits(engine.seed ?? 1234).test
    return PictureInput.drawn(count, of: sample.count, name: sample.name(at:), image: sample.image)
  }

  private func show(_ line: AnomalyLine) throws {
    if engine.json { return try Console.output(JSONLine.text(of: line)) }
    if csv { return try Console.output(line.csv) }
    try Console.result(line.input)
    try Console.result("  \(line.verdict) · weights \(line.weights)")
    for path in [line.picture, line.trajectory].compactMap({ $0 }) {
      try Console.result("  → \(path)")
    }
  }
}

extension Image {
  /// The picture with black and white exchanged.
  fileprivate var inverted: Image {
    Image(width: width, height: height, pixels: pixels.map { 255 - $0 })
  }
}

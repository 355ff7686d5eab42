import ArgumentParser
import Datasets
import Images
import SSD
import Tasks

/// `zoo detect`: finds objects in pictures.
struct DetectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detect",
    abstract: "Finds objects in pictures and draws a labelled box around each.",
    discussion: """
      Boxes are in pixels of the picture as it is shown. Examples:
        zoo detect ssd photo.jpg
        zoo detect ssd --sample
        zoo detect ssd photos/ --threshold 0.6 --output found --crops objects
        zoo detect ssd --weights runs/demo/best.safetensors photo.jpg --json
      """)

  /// What was found in a picture.
  private struct Line: Encodable {
    let input: String
    let weights: String
    let width: Int
    let height: Int
    let objects: [Detection]
    let picture: String?
    let crops: [String]?
  }

  @OptionGroup var model: ModelArgument<Detectors>
  @OptionGroup var pictures: PictureOptions
  @OptionGroup var weights: WeightsOptions<TrainedWeights>

  @Option(help: ArgumentHelp("The least score of an object.", valueName: "0…1"))
  var threshold: Float = 0.5

  @Option(
    help: ArgumentHelp(
      """
      Where copies with boxes go: a .png file, a folder, or 'none'. Small pictures are enlarged in \
      them; boxes in text and JSON are those of the original.
      """, valueName: "path"),
    completion: .file())
  var output = "detections"

  @Option(
    help: ArgumentHelp("Write each object as a picture of its own.", valueName: "folder"),
    completion: .directory)
  var crops: String?

  @OptionGroup var engine: EngineOptions

  func validate() throws {
    if !(0...1).contains(threshold) {
      throw Failure(.usage, "--threshold \(threshold) is not within 0…1")
    }
    try PictureOutput.check(output, "--output")
    try PictureOutput.checkFolder(crops, "--crops")
  }

  func run() async throws {
    engine.apply()
    try pictures.checkAnyThere()
    let (detector, name) = try await weights.detector(
      of: model.model, engine, isLocal: pictures.sample, acceptsFallback: !pictures.noSample)
    var copies = try PictureOutput(output == "none" ? nil : output, inputs: pictures.images)
    var objects = try PictureOutput(crops, inputs: pictures.images)
    try pictures.forEach(drawn: drawnPictures) { input in
      let image = try input.image()
      let found = try detector.detect(in: image, threshold: threshold)
      let picture = try copies.write(input.stem) { image.annotated(found, weights: name) }
      let parts = try found.enumerated().compactMap { index, object in
        try objects.write("\(input.stem)-\(index + 1)-\(object.fileName)") {
          image.cropped(to: object.box)
        }
      }
      try show(
        Line(
          input: input.name, weights: name, width: image.width, height: image.height,
          objects: found, picture: picture, crops: crops == nil ? nil : parts))
    }
  }

  private func drawnPictures(_ count: Int) -> [PictureInput] {
    let sample = DatasetRegistry.drawnObjects("voc2012", engine.seed ?? 1234).validation
    return PictureInput.drawn(count, of: sample.count, name: sample.name, image: sample.image)
  }

  private func show(_ line: Line) throws {
    if engine.json { return try Console.output(JSONLine.text(of: line)) }
    try Console.result(line.input)
    for object in line.objects { try Console.result("  \(object)") }
    if line.objects.isEmpty { try Console.result("  nothing that scores \(threshold) or more") }
    for path in [line.picture].compactMap({ $0 }) + (line.crops ?? []) {
      try Console.result("  → \(path)")
    }
  }
}

extension Detection {
  /// The class as a part of a file's name.
  fileprivate var fileName: String {
    String(label.map { $0 == "/" || $0 == "\0" || $0.isWhitespace ? "-" : $0 })
  }
}

import Datasets
import SSD
import Tasks
import Training

/// Measures a detector.
struct DetectorEvaluation {
  let command: EvaluateCommand

  /// The figures; a mean is absent where no class has an object.
  private struct Report: MeasuredReport {
    struct ClassFigures: Encodable {
      let name: String
      /// The objects that are asked for: difficult ones are not.
      let objects: Int
      let detections: Int
      /// The mean precision at recalls of 0, 0.1, … 1, as VOC2007 has it.
      let elevenPointAp: Double?
      /// The area under precision over recall, as VOC has it since 2010.
      let areaAp: Double?
      /// The mean over overlaps of 0.5 to 0.95, as COCO has it.
      let cocoAp: Double?
    }

    let model: String
    let weights: String
    let data: String
    let count: Int
    /// The pictures that were left out because they are broken.
    let skipped: Int
    let loss: Double
    /// The mean of the classes' 11-point AP.
    let map: Double?
    /// The mean of the classes' area AP.
    let areaMap: Double?
    let coco: COCOFigures
    let classes: [ClassFigures]
    let pictures: [String]
  }

  /// Measures and reports.
  func run() async throws {
    let (detector, name) = try await command.weights.detector(
      of: command.model.model, command.engine, isLocal: command.data.sample,
      acceptsFallback: !command.data.noSample)
    // Classes are compared on all pictures, whatever the limit leaves.
    var options = command.data
    options.limit = nil
    let data = try await options.resolved(
      command.data.data ?? DatasetRegistry.voc2012.name, as: ObjectData.self,
      offline: command.weights.offline, seed: command.engine.seed ?? 1234,
      quiet: command.engine.quiet)
    let classNames = detector.classes.names
    let pictures = try RelabelledObjects(
      data.validation, classNames: classNames,
      cure: "give weights that know them with --weights, or train some: zoo finetune"
    ).limited(to: command.data.limit)
    ClassNotes.mapping(from: data.classNames, to: classNames).map(Console.note)
    let skips = SkipCounter(leftOut: pictures.strays)
    var bar = ProgressBar("evaluating", unit: "images", isShown: !command.engine.quiet)
    let evaluation = try await detector.network.evaluate(
      pictures, preprocessing: detector.preprocessing, decoder: detector.decoder,
      batchSize: command.batchSize, skipReport: skips.report,
      progress: { bar.update($0, of: pictures.count) })
    bar.clear()
    guard let metrics = evaluation.detection else { return }
    let coco = metrics.coco()
    let figures = metrics.figures
    let report = Report(
      model: try command.model.model.rawValue, weights: name, data: data.validationName,
      count: metrics.count, skipped: skips.count, loss: evaluation.loss,
      map: figures[DetectionMetrics.scoreName].flatMap { $0.isNaN ? nil : $0 },
      areaMap: figures["area mAP"].flatMap { $0.isNaN ? nil : $0 }, coco: coco,
      classes: metrics.voc().enumerated().map { index, curve in
        .init(
          name: classNames[index], objects: curve.objectCount, detections: curve.detectionCount,
          elevenPointAp: curve.elevenPointAP, areaAp: curve.areaAP, cocoAp: coco.classAP[index])
      }, pictures: try command.writePictures(evaluation, classes: classNames))
    try show(report)
    try command.threshold.enforce(report.map ?? 0, DetectionMetrics.scoreName)
  }

  private func show(_ report: Report) throws {
    if command.engine.json { return try Console.output(JSONLine.text(of: report)) }
    func text(_ figure: Double?) -> String { figure.map { Figures.fixed($0, 4) } ?? "–" }
    try report.showHeading(counting: "picture")
    try Console.result(
      "mAP \(text(report.map)) (VOC2007), \(text(report.areaMap)) (area), COCO AP "
        + "\(text(report.coco.ap)), loss \(Figures.fixed(report.loss, 4))")
    var table = Table(["class", "objects", "detections", "AP VOC2007", "AP area", "AP COCO"])
    for line in report.classes where line.objects > 0 || line.detections > 0 {
      table.append([
        line.name, "\(line.objects)", "\(line.detections)",
        text(line.elevenPointAp), text(line.areaAp), text(line.cocoAp),
      ])
    }
    for line in table.lines { try Console.result(line) }
    for picture in report.pictures { try Console.result("picture: \(picture)") }
  }
}

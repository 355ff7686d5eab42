import Datasets
import Files
import Tasks
import Training
import VGG

/// Measures a classifier.
struct ClassifierEvaluation {
  let command: EvaluateCommand

  /// The figures.
  private struct Report: Encodable {
    struct ClassFigures: Encodable {
      let name: String
      let count: Int
      let precision: Double
      let recall: Double
      let f1: Double
    }

    let model: String
    let weights: String
    let data: String
    let count: Int
    /// The pictures that were left out because they are broken.
    let skipped: Int
    let loss: Double
    let top1: Double
    let top5: Double?
    let classes: [ClassFigures]
    let confusion: [[Int]]
    let pictures: [String]
  }

  /// Measures and reports.
  func run() async throws {
    let (classifier, name) = try await command.weights.classifier(
      of: command.model.model, command.engine, isLocal: command.data.sample,
      acceptsFallback: !command.data.noSample)
    let (images, dataName) = try await pictures(for: classifier.classes.names)
    guard images.classNames == classifier.classes.names else {
      throw Failure(
        .badData,
        "\(dataName) has the classes \(Self.list(images.classNames)), the weights know "
          + "\(Self.list(classifier.classes.names)) — fine-tune on these data first")
    }
    let skips = SkipCounter(leftOut: images.strays)
    var bar = ProgressBar("evaluating", unit: "images", isShown: !command.engine.quiet)
    let evaluation = try await classifier.network.evaluate(
      images, preprocessing: classifier.preprocessing, batchSize: command.batchSize,
      skipReport: skips.report, progress: { bar.update($0, of: images.count) })
    bar.clear()
    guard let metrics = evaluation.classification else { return }
    let report = Report(
      model: try command.model.model.rawValue, weights: name, data: dataName,
      count: metrics.count, skipped: skips.count, loss: evaluation.loss, top1: metrics.accuracy,
      top5: metrics.classCount > 5 ? metrics.topAccuracy(5) : nil,
      classes: images.classNames.indices.map { index in
        .init(
          name: images.classNames[index], count: metrics.confusion[index].reduce(0, +),
          precision: metrics.precision[index], recall: metrics.recall[index],
          f1: metrics.f1[index])
      }, confusion: metrics.confusion,
      pictures: try command.writePictures(evaluation, classes: images.classNames))
    try show(report)
    try command.threshold.enforce(metrics.accuracy, "accuracy")
  }

  private func show(_ report: Report) throws {
    if command.engine.json { return try Console.result(JSONLine.text(of: report)) }
    try Console.result(
      "\(report.model), weights \(report.weights), data \(report.data), "
        + Figures.count(report.count, "picture"))
    if report.skipped > 0 {
      try Console.result("skipped: \(Figures.count(report.skipped, "broken picture"))")
    }
    let top5 = report.top5.map { ", top-5 \(Figures.fixed($0, 4))" } ?? ""
    try Console.result(
      "top-1 \(Figures.fixed(report.top1, 4))\(top5), loss \(Figures.fixed(report.loss, 4))")
    var table = Table(
      ["class", "pictures", "precision", "recall", "F1"]
        + (report.classes.count <= 20 ? report.classes.map { "as \($0.name)" } : []))
    for (row, line) in report.classes.enumerated() {
      table.append(
        [Console.printable(line.name), "\(line.count)"]
          + [line.precision, line.recall, line.f1].map { Figures.fixed($0, 4) }
          + (report.classes.count <= 20 ? report.confusion[row].map(String.init) : []))
    }
    for line in table.lines { try Console.result(line) }
    for picture in report.pictures { try Console.result("picture: \(picture)") }
  }

  /// The pictures to measure on, and what results call them.
  private func pictures(
    for classes: [String]
  ) async throws -> (images: any ImageCollection, name: String) {
    let data = command.data
    let name = data.data ?? DatasetRegistry.antsAndBees.name
    if isFolder(name), !isFolder("\(name)/train") {
      let folder = try ImageFolder(root: name, classNames: classes)
      for stray in folder.strays { Console.note("zoo: skipped: \(stray)") }
      return (data.limit.map { folder.limited(to: $0) } ?? folder, name)
    }
    let found = try await data.resolved(
      name, as: ImageData.self, offline: command.weights.offline,
      seed: command.engine.seed ?? 1234, quiet: command.engine.quiet)
    return (found.validation, found.name)
  }

  private static func list(_ names: [String]) -> String {
    names.prefix(4).joined(separator: ", ") + (names.count > 4 ? ", … (\(names.count))" : "")
  }
}

import Datasets
import Files
import MNIST
import Tasks
import Training
import VGG

/// Measures a classifier.
struct ClassifierEvaluation {
  let command: EvaluateCommand

  /// The figures.
  private struct Report: MeasuredReport {
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

  /// What was measured, and on what.
  private struct Measured {
    let evaluation: Evaluation
    let weights: String
    let data: String
    let classes: [String]
    let skipped: Int
  }

  /// Measures and reports.
  func run() async throws {
    let measured: Measured
    if case .mnist = try command.model.model.network {
      measured = try await digits()
    } else {
      measured = try await pictures()
    }
    guard let metrics = measured.evaluation.classification else { return }
    command.tellUnanswered(metrics, of: measured.weights)
    let classes = measured.classes
    let report = Report(
      model: try command.model.model.rawValue, weights: measured.weights, data: measured.data,
      count: metrics.count, skipped: measured.skipped, loss: measured.evaluation.loss,
      top1: metrics.accuracy, top5: metrics.classCount > 5 ? metrics.topAccuracy(5) : nil,
      classes: ClassFigures.all(of: metrics, classes), confusion: metrics.confusion,
      pictures: try command.writePictures(measured.evaluation, classes: classes))
    try show(report)
    try command.threshold.enforce(metrics.accuracy, "accuracy")
  }

  /// Measures a network of the VGG family.
  private func pictures() async throws -> Measured {
    let (classifier, name) = try await command.weights.classifier(
      of: command.model.model, command.engine, isLocal: command.data.sample,
      acceptsFallback: !command.data.noSample)
    let (images, dataName) = try await pictures(for: classifier.classes.names, name)
    try Self.check(images.classNames, of: dataName, classifier.classes.names)
    let skips = SkipCounter(leftOut: images.strays)
    var bar = ProgressBar("evaluating", unit: "images", isShown: !command.engine.quiet)
    let evaluation = try await classifier.network.evaluate(
      images, preprocessing: classifier.preprocessing, batchSize: command.batchSize,
      skipReport: skips.report, progress: { bar.update($0, of: images.count) })
    bar.clear()
    return Measured(
      evaluation: evaluation, weights: name, data: dataName, classes: images.classNames,
      skipped: skips.count)
  }

  /// Measures a classifier of digits.
  private func digits() async throws -> Measured {
    let (classifier, name) = try await command.weights.digitClassifier(
      of: command.model.model, command.engine, isLocal: command.data.sample,
      acceptsFallback: !command.data.noSample)
    let data = try await command.data.resolved(
      command.data.data ?? DatasetRegistry.mnist.name, as: GreyData.self,
      offline: command.weights.offline, seed: command.engine.seed ?? 1234,
      quiet: command.engine.quiet)
    try Self.check(data.classNames, of: data.name, classifier.classes.names)
    guard data.test.count > 0 else {
      throw Failure(.badData, "\(data.name): no picture to measure on")
    }
    var bar = ProgressBar("evaluating", unit: "images", isShown: !command.engine.quiet)
    let evaluation = try await classifier.network.evaluate(
      data.test, batchSize: command.batchSize, progress: { bar.update($0, of: data.test.count) })
    bar.clear()
    return Measured(
      evaluation: evaluation, weights: name, data: data.name, classes: data.classNames,
      skipped: data.test.strays.count)
  }

  /// - Throws: `Failure`, where data and weights know different classes.
  static func check(
    _ found: [String], of data: String, _ known: [String]
  ) throws(Failure) {
    guard found != known else { return }
    throw Failure(
      .badData,
      "\(data) has the classes \(list(found)), the weights know \(list(known)) — fine-tune on these "
        + "data first, or give data of those classes")
  }

  private func show(_ report: Report) throws {
    if command.engine.json { return try Console.output(JSONLine.text(of: report)) }
    try report.showHeading(counting: "picture")
    let top5 = report.top5.map { ", top-5 \(Figures.fixed($0, 4))" } ?? ""
    try Console.result(
      "top-1 \(Figures.fixed(report.top1, 4))\(top5), loss \(Figures.fixed(report.loss, 4))")
    for line in ClassFigures.lines(
      report.classes, confusion: report.confusion, counting: "pictures")
    {
      try Console.result(line)
    }
    for picture in report.pictures { try Console.result("picture: \(picture)") }
  }

  /// The pictures to measure on, and what results call them.
  private func pictures(
    for classes: [String], _ weights: String
  ) async throws -> (images: any ImageCollection, name: String) {
    let data = command.data
    let name = data.data ?? DatasetRegistry.antsAndBees.name
    try data.checkNoDigits(in: name)
    if isFolder(name), !isFolder("\(name)/train") {
      let folder = try ImageFolder(root: name, classNames: classes)
      try command.tellTraining(of: weights, on: name)
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

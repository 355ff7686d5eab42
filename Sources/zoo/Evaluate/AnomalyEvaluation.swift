import AnoGAN
import Datasets
import Files
import Training

/// Measures a detector of anomalies.
struct AnomalyEvaluation {
  let command: EvaluateCommand

  /// The figures.
  private struct Report: Encodable {
    struct ClassFigures: Encodable {
      let name: String
      let count: Int
      /// The area under the ROC curve against all normal pictures.
      let auc: Double
      let meanScore: Double
      /// The share above the threshold.
      let detected: Double?
    }

    let model: String
    let weights: String
    let data: String
    let normal: [String]
    let normalCount: Int
    let meanNormalScore: Double
    let threshold: Double?
    /// The share of normal pictures above the threshold.
    let falseAlarms: Double?
    let classes: [ClassFigures]
    let medianAuc: Double
    /// The area under the ROC curve of all anomalous pictures together.
    let auc: Double
    let pictures: [String]
    let scores: String?
  }

  /// Measures and reports.
  func run() async throws {
    let (scorer, name) = try await command.weights.scorer(
      of: command.model.model, command.engine, acceptsFallback: !command.data.noSample)
    command.search.apply(to: scorer, seed: command.engine.seed)
    let data: GreyData = try await command.data.resolved(
      command.data.data ?? DatasetRegistry.mnist.name, offline: command.weights.offline,
      seed: command.engine.seed ?? 1234, quiet: command.engine.quiet)
    let normal = try normalLabels(scorer, data)
    var bar = ProgressBar("evaluating", unit: "images", isShown: !command.engine.quiet)
    let metrics = try scorer.evaluate(
      data.test, normal: normal, batchSize: command.batchSize,
      progress: { bar.update($0, of: data.test.count) })
    bar.clear()
    guard let median = metrics.medianAUC, let auc = metrics.auc else {
      throw Failure(
        .badData, "\(data.name): pictures of normal and of other classes are needed to compare")
    }
    var scores: String?
    if let output = command.output {
      let path = "\(output)/scores.csv"
      let text = metrics.csv
      try writeAtomically(to: path) { (file) throws(FileError) in try file.write(text) }
      scores = path
    }
    let report = Report(
      model: try command.model.model.rawValue, weights: name, data: data.name,
      normal: metrics.normalNames, normalCount: metrics.normalScores.count,
      meanNormalScore: metrics.meanNormalScore, threshold: metrics.threshold,
      falseAlarms: metrics.falseAlarms,
      classes: metrics.groups.map { group in
        .init(
          name: group.name, count: group.scores.count, auc: group.auc,
          meanScore: group.meanScore, detected: group.detected)
      }, medianAuc: median, auc: auc,
      pictures: try command.writePictures(
        Evaluation(loss: .nan, metrics), classes: data.classNames),
      scores: scores)
    try show(report)
    try command.threshold.enforce(median, "median AUC")
  }

  /// The labels of the normal classes: those that were named, or those of the weights.
  private func normalLabels(_ scorer: any AnomalyScorer, _ data: GreyData) throws -> Set<Int> {
    let names = command.normal.map(ClassNamesList.split) ?? scorer.scoring.normalClasses
    guard !names.isEmpty else {
      throw Failure(.usage, "the weights do not say what is normal — name it with --normal 7,8")
    }
    return Set(try ClassNamesList.labels(names, among: data.classNames, flag: "--normal"))
  }

  private func show(_ report: Report) throws {
    if command.engine.json { return try Console.result(JSONLine.text(of: report)) }
    try Console.result(
      "\(report.model), weights \(report.weights), data \(report.data), normal "
        + "\(report.normal.joined(separator: ", ")) (\(report.normalCount) pictures)")
    var table = Table(["anomaly", "pictures", "AUC", "mean score", "above threshold"])
    for line in report.classes {
      table.append([
        Console.printable(line.name), "\(line.count)", Figures.fixed(line.auc, 4),
        Figures.fixed(line.meanScore, 1), line.detected.map(Figures.percent) ?? "",
      ])
    }
    table.append([
      "normal", "\(report.normalCount)", "", Figures.fixed(report.meanNormalScore, 1),
      report.falseAlarms.map(Figures.percent) ?? "",
    ])
    for line in table.lines { try Console.result(line) }
    try Console.result(
      "AUC: median \(Figures.fixed(report.medianAuc, 4)), all anomalies together "
        + Figures.fixed(report.auc, 4))
    for path in report.pictures { try Console.result("picture: \(path)") }
    if let path = report.scores { try Console.result("scores: \(path)") }
  }
}

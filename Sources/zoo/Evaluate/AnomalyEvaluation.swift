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
      /// The area under precision over recall among all normal pictures.
      let prAuc: Double
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
    /// The area under precision over recall of all anomalous pictures together.
    let prAuc: Double
    let pictures: [String]
    /// The file with every score.
    let scores: String?
    /// The file with the figures of the classes.
    let figures: String?
  }

  /// The pictures of each class that are searched for if the user does not say.
  private static let countOfEach = 200

  /// Measures and reports.
  func run() async throws {
    let (scorer, name) = try await command.weights.scorer(
      of: command.model.model, command.engine, acceptsFallback: !command.data.noSample)
    command.search.apply(to: scorer, seed: command.engine.seed)
    if let batchSize = command.givenBatchSize { scorer.batchSize = batchSize }
    LatentSearchFlags.tellUnusedThreshold(
      of: scorer, cure: "the shares above it are not told; leave out the flags of the search")
    let data = try await command.data.resolved(
      command.data.data ?? DatasetRegistry.mnist.name, as: AnomalySamples.self,
      offline: command.weights.offline, seed: command.engine.seed ?? 1234,
      pictureSide: scorer.imageSize, quiet: command.engine.quiet)
    let images = measured(data.data.test, by: scorer)
    let normal = try normalLabels(scorer, name, images, data.name)
    var bar = ProgressBar("evaluating", unit: "images", isShown: !command.engine.quiet)
    let metrics = try scorer.evaluate(
      images, normal: normal, progress: { bar.update($0, of: images.count) })
    bar.clear()
    guard let median = metrics.medianAUC, let auc = metrics.auc, let prAUC = metrics.prAUC else {
      throw Self.oneKind(data.name)
    }
    let report = Report(
      model: try command.model.model.rawValue, weights: name, data: data.name,
      normal: metrics.normalNames, normalCount: metrics.normalScores.count,
      meanNormalScore: metrics.meanNormalScore, threshold: metrics.threshold,
      falseAlarms: metrics.falseAlarms,
      classes: metrics.groups.map { group in
        .init(
          name: group.name, count: group.scores.count, auc: group.auc, prAuc: group.prAUC,
          meanScore: group.meanScore, detected: group.detected)
      }, medianAuc: median, auc: auc,
      prAuc: prAUC,
      pictures: try command.writePictures(
        Evaluation(loss: .nan, metrics), classes: images.classNames),
      scores: try write(metrics.csv, "scores"), figures: try write(metrics.classCSV, "classes"))
    try show(report)
    try command.threshold.enforce(median, "median AUC")
  }

  /// The pictures to score: of a search the first of each class, unless the user says how many.
  private func measured(_ images: GreyImages, by scorer: any AnomalyScorer) -> GreyImages {
    guard scorer.search != nil, command.data.limit == nil else { return images }
    let some = images.limited(toEach: Self.countOfEach)
    if some.count < images.count {
      Console.note(
        "zoo: measured on the first \(Self.countOfEach) pictures of each class, as each is searched "
          + "for — others with --limit")
    }
    return some
  }

  /// The labels of the normal classes: those that were named, or those of the weights.
  ///
  /// - Throws: `Failure`, where there are none, or pictures of one kind only.
  private func normalLabels(
    _ scorer: any AnomalyScorer, _ weights: String, _ images: GreyImages, _ data: String
  ) throws(Failure) -> Set<Int> {
    let labels: Set<Int>
    if let list = command.normal {
      let names = ClassNamesList.split(list)
      guard !names.isEmpty else {
        throw Failure(.usage, "--normal names no class — give some, such as 7,8")
      }
      labels = Set(try ClassNamesList.labels(names, among: images.classNames, flag: "--normal"))
    } else {
      let names = scorer.scoring.normalClasses
      guard !names.isEmpty else {
        throw Failure(.usage, "the weights do not say what is normal — name it with --normal 7,8")
      }
      if let absent = names.first(where: { !images.classNames.contains($0) }) {
        throw Failure(
          .badData,
          "\(weights) were trained on '\(absent)', which \(data) has not; it has "
            + "\(images.classNames.joined(separator: ", ")) — say which are normal with --normal")
      }
      labels = Set(images.classNames.indices.filter { names.contains(images.classNames[$0]) })
    }
    let normalCount = (0..<images.count).count { labels.contains(images.label(at: $0)) }
    guard normalCount > 0, normalCount < images.count else { throw Self.oneKind(data) }
    return labels
  }

  private static func oneKind(_ data: String) -> Failure {
    Failure(.badData, "\(data): pictures of normal and of other classes are needed to compare")
  }

  /// Writes a table into the folder of results.
  ///
  /// - Returns: Its path; nil if none was asked for.
  private func write(_ text: String, _ name: String) throws(FileError) -> String? {
    guard let output = command.output else { return nil }
    let path = "\(output)/\(name).csv"
    try writeAtomically(to: path) { (file) throws(FileError) in try file.write(text) }
    return path
  }

  private func show(_ report: Report) throws {
    if command.engine.json { return try Console.output(JSONLine.text(of: report)) }
    try Console.result(
      "\(report.model), weights \(report.weights), data \(report.data), normal "
        + "\(report.normal.joined(separator: ", ")) (\(report.normalCount) pictures)")
    var table = Table(
      ["anomaly", "pictures", "AUC", "PR AUC", "mean score", "above threshold"])
    for line in report.classes {
      table.append([
        line.name, "\(line.count)", Figures.fixed(line.auc, 4),
        Figures.fixed(line.prAuc, 4), Figures.fixed(line.meanScore, 1),
        line.detected.map(Figures.percent) ?? "",
      ])
    }
    table.append([
      "normal", "\(report.normalCount)", "", "", Figures.fixed(report.meanNormalScore, 1),
      report.falseAlarms.map(Figures.percent) ?? "",
    ])
    for line in table.lines { try Console.result(line) }
    try Console.result(
      "AUC: median \(Figures.fixed(report.medianAuc, 4)), all anomalies together "
        + "\(Figures.fixed(report.auc, 4)); PR AUC \(Figures.fixed(report.prAuc, 4))")
    for path in report.pictures { try Console.result("picture: \(path)") }
    if let path = report.scores { try Console.result("scores: \(path)") }
    if let path = report.figures { try Console.result("figures: \(path)") }
  }
}

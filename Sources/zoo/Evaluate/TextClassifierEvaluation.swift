import Datasets
import Tasks
import Training

/// Measures a classifier of texts.
struct TextClassifierEvaluation {
  let command: EvaluateCommand

  /// The figures.
  private struct Report: MeasuredReport {
    /// A text whose class the classifier took for another.
    struct Mistake: Encodable {
      /// Where the text is from.
      let name: String
      let label: String
      let answer: String
      /// The probability of the wrong answer.
      let confidence: Float
      /// How the text begins.
      let text: String
    }

    let model: String
    let weights: String
    let data: String
    let count: Int
    /// The texts that were left out because they cannot be read.
    let skipped: Int
    /// The texts of which a part was read, since they are too long.
    let cut: Int
    let loss: Double
    let accuracy: Double
    let f1: Double
    let classes: [ClassFigures]
    let confusion: [[Int]]
    let mistakes: [Mistake]
    let pictures: [String]
  }

  /// Measures and reports.
  func run() async throws {
    let model = try command.model.model
    let (classifier, name) = try await command.weights.textClassifier(
      of: model, command.engine, isLocal: command.data.sample,
      acceptsFallback: !command.data.noSample)
    let data = try await measuredData(for: classifier.classes.names, name)
    try ClassifierEvaluation.check(data.classNames, of: data.name, classifier.classes.names)
    let texts = data.test
    var bar = ProgressBar("evaluating", unit: "texts", isShown: !command.engine.quiet)
    let measured = try classifier.evaluate(
      texts, batchSize: command.batchSize, progress: { bar.update($0, of: texts.count) })
    bar.clear()
    guard let metrics = measured.evaluation.classification, metrics.count > 0 else {
      throw Failure(.badData, "\(data.name): no text to measure on — give data with texts to test")
    }
    command.tellUnanswered(metrics, of: name)
    let classes = data.classNames
    let report = Report(
      model: model.rawValue, weights: name, data: data.name, count: metrics.count,
      skipped: measured.skipped.count, cut: measured.cutCount, loss: measured.evaluation.loss,
      accuracy: metrics.accuracy, f1: metrics.textF1,
      classes: ClassFigures.all(of: metrics, classes), confusion: metrics.confusion,
      mistakes: try mistakes(measured, texts, classes),
      pictures: try command.writePictures(measured.evaluation, classes: classes))
    try show(report)
    try command.threshold.enforce(metrics.accuracy, "accuracy")
  }

  /// The texts to measure on: all of them where the data have no part to train with.
  private func measuredData(
    for classes: [String], _ weights: String
  ) async throws -> TextData {
    let data = command.data
    let name = data.data ?? DatasetRegistry.imdb.name
    try data.checkNoDigits(in: name)
    if !DatasetRegistry.all.contains(where: { $0.name == name }),
      let found = try TextData.measured(on: name, classNames: classes, options: data.tableOptions)
    {
      try command.tellTraining(of: weights, on: name)
      for notice in found.notices { Console.note("zoo: \(notice)") }
      guard let limit = data.limit else { return found }
      return found.mapped { $0.limited(to: limit) }
    }
    return try await data.resolved(
      name, offline: command.weights.offline, seed: command.engine.seed ?? 1234,
      quiet: command.engine.quiet)
  }

  /// The answers that are most wrong.
  private func mistakes(
    _ measured: TextEvaluation, _ texts: any TextCollection, _ classes: [String]
  ) throws -> [Report.Mistake] {
    try measured.worst(command.worst).map { answer in
      .init(
        name: texts.name(at: answer.index), label: classes[answer.label],
        answer: classes[answer.answer], confidence: answer.confidence,
        text: String(try texts.text(at: answer.index).prefix(200)))
    }
  }

  private func show(_ report: Report) throws {
    if command.engine.json { return try Console.output(JSONLine.text(of: report)) }
    try report.showHeading(counting: "text")
    if report.cut > 0 {
      try Console.result("cut: \(Figures.count(report.cut, "text")), of which a part was read")
    }
    try Console.result(
      "accuracy \(Figures.fixed(report.accuracy, 4)), F1 \(Figures.fixed(report.f1, 4)), "
        + "loss \(Figures.fixed(report.loss, 4))")
    for line in ClassFigures.lines(report.classes, confusion: report.confusion, counting: "texts") {
      try Console.result(line)
    }
    for mistake in report.mistakes {
      try Console.result(
        "\(mistake.label) taken for \(mistake.answer), "
          + "\(Figures.percent(Double(mistake.confidence))): "
          + "\(mistake.name): \(String(mistake.text.prefix(100)))"
      )
    }
    for picture in report.pictures { try Console.result("picture: \(picture)") }
  }
}

import ArgumentParser

/// The figure that a user asks for: the standard metric of the model's task.
struct Threshold: ParsableArguments {
  @Option(
    help: ArgumentHelp("End with 1 if a classifier's accuracy is lower.", valueName: "0…1"))
  var minAccuracy: Double?

  @Option(
    name: .customLong("min-map"),
    help: ArgumentHelp("End with 1 if a detector's mean AP is lower.", valueName: "0…1"))
  var minMAP: Double?

  @Option(
    name: .customLong("min-auc"),
    help: ArgumentHelp(
      "End with 1 if a detector of anomalies' median area under the ROC curves is lower.",
      valueName: "0…1"))
  var minAUC: Double?

  func validate() throws {
    for (flag, value) in flags {
      if let value, !(0...1).contains(value) {
        throw Failure(.usage, "\(flag) \(value) is not within 0…1")
      }
    }
  }

  /// - Throws: `Failure` for a figure that the task does not have.
  func check(for task: Model.Task) throws(Failure) {
    let own =
      switch task {
      case .classification, .texts: "--min-accuracy"
      case .detection: "--min-map"
      case .anomalies: "--min-auc"
      case .generation: ""
      }
    if let wrong = flags.first(where: { $0.flag != own && $0.value != nil }) {
      throw Failure(.usage, "\(wrong.flag) is no figure of \(task.rawValue)")
    }
  }

  /// - Throws: `Failure` with exit code 1 where the figure is lower than asked for.
  func enforce(_ figure: Double, _ name: String) throws(Failure) {
    for (flag, value) in flags {
      if let value, !(figure >= value) {
        throw Failure(
          .thresholdMissed, "the \(name) \(Figures.fixed(figure, 4)) is below \(flag) \(value)")
      }
    }
  }

  private var flags: [(flag: String, value: Double?)] {
    [("--min-accuracy", minAccuracy), ("--min-map", minMAP), ("--min-auc", minAUC)]
  }
}

import Training

/// Shows how a training goes: a bar on a terminal, a line per epoch anywhere.
final class TrainingDisplay: TrainingObserver {
  private let isQuiet: Bool
  private var bar: ProgressBar
  private var plan: TrainingPlan?
  private var epoch = 0
  /// Called when the training begins or goes on.
  var whenBegun: (() -> Void)?

  init(isQuiet: Bool) {
    self.isQuiet = isQuiet
    bar = ProgressBar("", unit: "steps", isShown: !isQuiet)
  }

  /// The bar while features are computed.
  func computedFeatures(_ done: Int, of total: Int) {
    if bar.title.isEmpty { bar.restart("features") }
    bar.update(done, of: total)
    if done == total { bar.clear() }
  }

  /// The bar while normal pictures are searched for, to choose a threshold.
  func searched(_ done: Int, of total: Int) {
    if bar.title != "threshold" { bar.restart("threshold") }
    bar.update(done, of: total)
    if done == total { bar.clear() }
  }

  func began(_ plan: TrainingPlan) {
    self.plan = plan
    whenBegun?()
    bar.clear()
    note(
      "training \(Figures.grouped(plan.trainedCount)) of "
        + "\(Figures.grouped(plan.parameterCount)) parameters, "
        + "\(Figures.count(plan.epochCount, "epoch")) of "
        + Figures.count(plan.stepsPerEpoch, "step")
        + (plan.progress.step > 0 ? ", from step \(plan.progress.step) on" : ""))
  }

  func warned(_ warning: String) {
    Console.note("zoo: warning: \(warning)")
  }

  func stepped(_ report: StepReport) {
    guard let plan else { return }
    if report.epoch != epoch {
      epoch = report.epoch
      bar.restart("epoch \(epoch)/\(plan.epochCount)")
    }
    bar.update(
      report.stepInEpoch, of: plan.stepsPerEpoch, note: "loss \(Figures.fixed(report.loss, 4))")
  }

  func epochEnded(_ record: EpochRecord) {
    bar.clear()
    let total = plan.map { "/\($0.epochCount)" } ?? ""
    let parts = [("training", record.training), ("validation", record.validation)]
      .filter { !$0.1.isEmpty }
      .map { name, figures in
        "\(name) "
          + figures.sorted {
            ($0.key != "loss" ? 1 : 0, $0.key) < ($1.key != "loss" ? 1 : 0, $1.key)
          }
          .map { "\($0.key) \(Figures.fixed($0.value, 4))" }.joined(separator: ", ")
      }
    note("epoch \(record.epoch)\(total): \(parts.joined(separator: " · "))")
  }

  /// Tells how many texts are longer than what is read of them.
  func cut(_ count: Int, of all: Int) {
    guard count > 0 else { return }
    note(
      "zoo: cut: \(Figures.grouped(count)) of \(Figures.count(all, "text")), too long — --length "
        + "reads more of them, --truncation says which part")
  }

  /// Tells about the training, unless that is not wanted.
  func note(_ line: String) {
    if !isQuiet { Console.note(line) }
  }
}

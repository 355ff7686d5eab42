import Training

/// What a training came to.
struct TrainingReport: Encodable {
  let model: String
  let weights: String
  let data: String
  let run: String
  let epochs: Int
  let steps: Int
  /// The number of pictures that were left out because they are broken.
  let skipped: Int
  /// The best accuracy on the validation pictures.
  let accuracy: Double?
  let bestEpoch: Int?
  /// The loss of the best epoch on the validation pictures.
  let loss: Double?
  let best: String
  let pictures: [String]

  init(
    model: String, weights: String, data: String, skipped: Int, _ progress: TrainingProgress,
    _ run: RunDirectory
  ) {
    self.model = model
    self.weights = weights
    self.data = data
    self.run = run.path
    epochs = progress.epoch
    steps = progress.step
    self.skipped = skipped
    accuracy = progress.bestScore
    bestEpoch = progress.bestEpoch
    loss = progress.history.last { $0.epoch == progress.bestEpoch }?.validation["loss"]
    best = run.bestPath
    pictures = [run.curvesPath, run.confusionPath]
  }

  /// Prints the report.
  func show(json: Bool) throws {
    if json { return try Console.result(JSONLine.text(of: self)) }
    let figures = [
      accuracy.map { "accuracy \(Figures.fixed($0, 4))" },
      loss.map { "loss \(Figures.fixed($0, 4))" },
      bestEpoch.map { "epoch \($0)" },
    ].compactMap { $0 }
    try Console.result("best: \(figures.joined(separator: ", ")) on \(data)")
    if skipped > 0 { try Console.result("skipped: \(skipped) broken pictures, named above") }
    try Console.result("weights: \(best)")
    for picture in pictures { try Console.result("picture: \(picture)") }
    try Console.result("next: zoo classify \(model) --weights \(best) picture.jpg")
  }
}

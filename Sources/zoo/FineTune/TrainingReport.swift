import Training

/// What a training came to.
struct TrainingReport: Encodable {
  let model: String
  let weights: String
  let data: String
  let run: String
  let epochs: Int
  let steps: Int
  /// The number of pictures or texts that were left out because they are broken.
  let skipped: Int
  /// The name of the figure that decides the best epoch.
  let metric: String
  /// Its best value on the validation pictures.
  let score: Double?
  let bestEpoch: Int?
  /// All figures of the best epoch on the validation pictures, the loss among them; where there is
  /// no best one, those of the last on the training pictures.
  let figures: [String: Double]
  /// The weights of the best epoch; the last ones where no epoch has a score.
  let best: String
  let pictures: [String]
  /// A command that uses the weights.
  let next: String

  /// Prints the report.
  ///
  /// - Parameters:
  ///   - json: Whether as JSON.
  ///   - item: What was left out, one of them.
  /// - Throws: What writing throws.
  func show(json: Bool, item: String) throws {
    if json { return try Console.output(JSONLine.text(of: self)) }
    let others = figures.filter { $0.key != metric }.sorted { $0.key < $1.key }
    let texts =
      [score.map { "\(metric) \(Figures.fixed($0, 4))" }]
      + others.map { "\($0.key) \(Figures.fixed($0.value, 4))" } + [bestEpoch.map { "epoch \($0)" }]
    if score == nil, figures.isEmpty {
      try Console.result("no epoch has a score on \(data)")
    } else {
      // Whoever reads the figure must know that it was the best of several on the same pictures.
      let (word, choice) = bestEpoch == nil ? ("last", "") : ("best", ", which chose the epoch")
      try Console.result(
        "\(word): \(texts.compactMap { $0 }.joined(separator: ", ")) on \(data)\(choice)")
    }
    if skipped > 0 {
      try Console.result("skipped: \(Figures.count(skipped, "broken \(item)")), named above")
    }
    try Console.result("weights: \(best)")
    for picture in pictures { try Console.result("picture: \(picture)") }
    try Console.result("next: \(next)")
  }
}

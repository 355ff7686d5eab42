import AnoGAN

/// What `zoo anomaly` tells of a picture.
struct AnomalyLine: Encodable {
  let input: String
  let weights: String
  /// The score: the larger, the less normal.
  let score: Double
  let residual: Double
  let discrimination: Double
  let lambda: Double
  /// The score above which a picture is an anomaly; nil where nobody knows.
  let threshold: Double?
  /// Whether it is one.
  let anomalous: Bool?
  /// The picture of the difference.
  var picture: String?
  /// The picture of the search.
  var trajectory: String?

  init(_ input: String, _ found: Anomaly, threshold: Double?, weights: String) {
    self.input = input
    self.weights = weights
    score = found.score.value
    residual = found.score.residual
    discrimination = found.score.discrimination
    lambda = found.score.lambda
    self.threshold = threshold
    anomalous = threshold.map(found.score.exceeds)
  }

  /// Score and verdict in words.
  var verdict: String {
    let score = "score \(Figures.fixed(score, 1))"
    guard let threshold, let anomalous else { return "\(score), no threshold known" }
    return "\(score), threshold \(Figures.fixed(threshold, 1)): "
      + (anomalous ? "anomalous" : "normal")
  }

  /// The titles of the columns of `csv`.
  static let csvTitles = "input,score,residual,discrimination,threshold,anomalous,weights"

  /// The line as comma-separated values.
  var csv: String {
    let figures = [score, residual, discrimination].map { "\($0)" }
    return
      ([input.csvField] + figures
      + [
        threshold.map { "\($0)" } ?? "", anomalous.map { "\($0)" } ?? "", weights.csvField,
      ])
      .joined(separator: ",")
  }
}

import Training

/// How good a generator is, as `zoo eval` reports it.
struct GeneratorFigures: Encodable {
  /// What the judge says of a class.
  struct ClassShare: Encodable {
    let name: String
    /// The share of samples that the judge takes for the class.
    let share: Double
    /// The share that it takes for the class and is sure of.
    let sure: Double
  }

  /// The fewest samples, and real pictures, of which the figures can be computed.
  static let leastCount = 4

  let model: String
  let weights: String
  /// The classifier that judges.
  let judge: String
  let data: String
  /// The number of samples.
  let count: Int
  /// The share of the samples that stayed, of which these are; nil where all did.
  let kept: Double?
  /// The number of real pictures.
  let realCount: Int
  let frechetDistance: Double
  let precision: Double
  let recall: Double
  /// The share of samples that the judge is sure of and takes for a class of the data; nil where it
  /// knows other classes.
  let sureOfDataClasses: Double?
  /// The probability from which on it is sure.
  let certainty: Float
  /// What the judge takes samples for; nil where it knows other classes than the data have.
  let classes: [ClassShare]?
  let pictures: [String]

  /// Collects the figures.
  ///
  /// - Parameters:
  ///   - model: The model's name.
  ///   - weights: What results call the weights.
  ///   - judge: What results call the judge.
  ///   - data: What results call the data.
  ///   - quality: What the judge found.
  ///   - classes: The classes of judge and data; nil where they differ.
  ///   - labels: The classes that the real pictures have.
  ///   - kept: The share of the samples that stayed; nil where all did.
  ///   - pictures: The pictures that were written.
  init(
    model: String, weights: String, judge: String, data: String, _ quality: SampleQuality,
    classes: [String]?, labels: Set<Int>, kept: Double?, pictures: [String]
  ) {
    self.model = model
    self.weights = weights
    self.judge = judge
    self.data = data
    count = quality.count
    self.kept = kept
    realCount = quality.realCount
    frechetDistance = quality.frechetDistance
    precision = quality.precision
    recall = quality.recall
    certainty = quality.certainty
    self.classes = classes?.enumerated().map { index, name in
      ClassShare(
        name: name, share: quality.classShares[index], sure: quality.sureClassShares[index])
    }
    sureOfDataClasses = classes.map { _ in quality.sureShare(of: labels) }
    self.pictures = pictures
  }

  /// Prints the figures.
  func show(json: Bool) throws {
    if json { return try Console.output(JSONLine.text(of: self)) }
    let which = kept.map { ", the best \(Figures.percent($0)) for its discriminator," } ?? ""
    try Console.result(
      "\(count) samples of \(weights)\(which) beside \(realCount) pictures of \(data), judged by "
        + judge)
    try Console.result("Fréchet distance   \(Figures.fixed(frechetDistance, 2))")
    try Console.result(
      "precision, recall  \(Figures.fixed(precision, 3)), \(Figures.fixed(recall, 3))")
    if let sureOfDataClasses {
      try Console.result(
        "sure               \(Figures.percent(sureOfDataClasses)) are of a class of the data for the "
          + "judge, with \(Figures.percent(Double(certainty))) or more")
    }
    if let classes {
      var table = Table(["taken for", "share", "sure"])
      for item in classes where item.share > 0 {
        table.append([
          item.name, Figures.percent(item.share), Figures.percent(item.sure),
        ])
      }
      for line in table.lines { try Console.result(line) }
    }
    for picture in pictures { try Console.result("picture: \(picture)") }
  }
}

import Training

/// How well a classifier tells a class.
struct ClassFigures: Encodable {
  let name: String
  /// The samples of the class.
  let count: Int
  let precision: Double
  let recall: Double
  let f1: Double

  /// The figures of every class.
  static func all(of metrics: ClassificationMetrics, _ names: [String]) -> [ClassFigures] {
    let counts = metrics.counts
    let (precision, recall, f1) = (metrics.precision, metrics.recall, metrics.f1)
    return names.indices.map { index in
      ClassFigures(
        name: names[index], count: counts[index], precision: precision[index],
        recall: recall[index], f1: f1[index])
    }
  }

  /// The lines of a table: figures, and where classes are few what each was taken for.
  static func lines(
    _ classes: [ClassFigures], confusion: [[Int]], counting samples: String
  ) -> [String] {
    let isNarrow = classes.count <= 20
    var table = Table(
      ["class", samples, "precision", "recall", "F1"]
        + (isNarrow ? classes.map { "as \($0.name)" } : []))
    for (line, answers) in zip(classes, confusion) {
      table.append(
        [line.name, "\(line.count)"]
          + [line.precision, line.recall, line.f1].map { Figures.fixed($0, 4) }
          + (isNarrow ? answers.map(String.init) : []))
    }
    return table.lines
  }
}

import Images

extension DetectionMetrics: TaskMetrics {
  /// The mean of VOC2007's average precision over the classes.
  public static let scoreName = "mAP"

  /// The mean average precisions of VOC2007, of VOC since 2010 and of COCO.
  public var figures: [String: Double] {
    let curves = voc()
    return [
      Self.scoreName: Self.mean(curves.map(\.elevenPointAP)) ?? .nan,
      "area mAP": Self.mean(curves.map(\.areaAP)) ?? .nan,
      "COCO AP": coco().ap ?? .nan,
    ]
  }

  /// Curves of precision over recall, and the confusion matrix of at most 100 classes.
  public func pictures(classes: [String]) -> [EvaluationPicture] {
    let names = names(classes, count: classCount)
    var pictures = [
      EvaluationPicture("precision-recall") { precisionRecallPlot(names) }
    ]
    if classCount <= 100 {
      pictures.append(
        EvaluationPicture("confusion") {
          HeatMap.confusion(
            confusion(), classes: names + ["background"],
            title: "Confusion matrix at scores of 0.5 or more"
          ).image()
        })
    }
    return pictures
  }

  /// Curves of precision over recall, ten classes in a plot.
  private func precisionRecallPlot(_ names: [String]) -> Image {
    let curves = voc()
    let firsts = Array(stride(from: 0, to: max(1, classCount), by: 10))
    let plots = firsts.enumerated().map { number, first in
      let part = firsts.count > 1 ? " (\(number + 1) of \(firsts.count))" : ""
      return LinePlot(
        title: "Precision and recall at overlap 0.5\(part)", xLabel: "recall", yLabel: "precision",
        series: (first..<min(first + 10, classCount)).map { index in
          series(names[index], curves[index])
        }, xRange: 0...1, yRange: 0...1
      ).image()
    }
    return .grid(plots, columns: plots.count > 1 ? 2 : 1)
  }

  private func series(_ name: String, _ curve: PrecisionRecall) -> LinePlot.Series {
    guard let ap = curve.elevenPointAP else { return .init("\(name): no objects", []) }
    var points = zip(curve.recall, curve.precision).map { Point($0, $1) }
    if let first = points.first { points.insert(Point(0, first.y), at: 0) }
    return .init("\(name) \((ap * 1000).rounded() / 1000)", points)
  }
}

import Images

extension ClassificationMetrics: TaskMetrics {
  /// The share of right answers.
  public static let scoreName = "accuracy"

  /// The accuracy and, of more than five classes, the top-5 accuracy.
  public var figures: [String: Double] {
    var figures = [Self.scoreName: accuracy]
    if classCount > 5 { figures["top-5 accuracy"] = topAccuracy(5) }
    return figures
  }

  /// The confusion matrix of at most 100 classes.
  public func pictures(classes: [String]) -> [EvaluationPicture] {
    guard classCount <= 100 else { return [] }
    let names = names(classes, count: classCount)
    return [
      EvaluationPicture("confusion") { HeatMap.confusion(confusion, classes: names).image() }
    ]
  }
}

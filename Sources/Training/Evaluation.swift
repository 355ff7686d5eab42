/// What a model reaches on data that it was not trained on.
///
/// A task brings its own ``TaskMetrics``; the figures, the score and the pictures follow from it.
public struct Evaluation: Sendable {
  /// The mean loss of a sample.
  public var loss: Double
  /// What the best checkpoint is chosen by: larger is better.
  public var score: Double
  /// The name of the score.
  public var scoreName: String
  /// The figures by name, the standard metric of the task among them.
  public var metrics: [String: Double]
  /// The metric of the task that the figures are from.
  public var task: (any TaskMetrics)?
  /// Pictures beside those of the metric, such as the samples that went worst.
  public var gallery: [EvaluationPicture] = []

  /// Creates an evaluation from figures alone.
  public init(
    loss: Double, score: Double, scoreName: String = "score", metrics: [String: Double]
  ) {
    self.loss = loss
    self.score = score
    self.scoreName = scoreName
    self.metrics = metrics
  }

  /// Creates an evaluation from the metric of a task.
  public init(loss: Double, _ task: some TaskMetrics) {
    let figures = task.figures
    let name = type(of: task).scoreName
    self.init(loss: loss, score: figures[name] ?? .nan, scoreName: name, metrics: figures)
    self.task = task
  }

  /// How often classes were taken for each other, for classifiers.
  public var classification: ClassificationMetrics? { task as? ClassificationMetrics }

  /// Truths and detections of each picture, for detectors.
  public var detection: DetectionMetrics? { task as? DetectionMetrics }

  /// All pictures of the result.
  ///
  /// - Parameter classes: The names of the classes.
  /// - Returns: The metric's pictures and the gallery.
  public func pictures(classes: [String]) -> [EvaluationPicture] {
    (task?.pictures(classes: classes) ?? []) + gallery
  }
}

/// What a model reaches on data that it was not trained on.
public struct Evaluation: Sendable {
  /// The mean loss of a sample.
  public var loss: Double
  /// What the best checkpoint is chosen by: larger is better.
  public var score: Double
  /// The figures by name, the standard metric of the task among them.
  public var metrics: [String: Double]
  /// How often classes were taken for each other, for classifiers.
  public var classification: ClassificationMetrics?

  /// Creates an evaluation.
  public init(
    loss: Double, score: Double, metrics: [String: Double],
    classification: ClassificationMetrics? = nil
  ) {
    self.loss = loss
    self.score = score
    self.metrics = metrics
    self.classification = classification
  }

  /// The evaluation of a classifier, whose score is its accuracy.
  public init(loss: Double, _ classification: ClassificationMetrics) {
    var metrics = ["accuracy": classification.accuracy]
    if classification.classCount > 5 { metrics["top-5 accuracy"] = classification.topAccuracy(5) }
    self.init(
      loss: loss, score: classification.accuracy, metrics: metrics, classification: classification)
  }
}

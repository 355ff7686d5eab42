import Datasets
import Tensors
import Training

extension AnomalyScorer {
  /// Measures how well the scores tell normal pictures from those of each other class.
  ///
  /// - Parameters:
  ///   - images: The pictures, of any size, of normal and of other classes.
  ///   - normal: The labels of the classes that are normal.
  ///   - stopSignal: Asked before each batch whether to stop.
  ///   - progress: Told how many pictures are done.
  /// - Returns: The scores by class.
  /// - Throws: `EvaluationStopped`, or `TrainingError` where a score is no number.
  public func evaluate(
    _ images: GreyImages, normal: Set<Int>,
    stopSignal: () -> Int32? = { StopSignal.current }, progress: (Int) -> Void = { _ in }
  ) throws -> AnomalyMetrics {
    let images = images.resized(to: imageSize)
    var metrics = AnomalyMetrics(
      classNames: images.classNames, normal: normal, threshold: threshold?.score)
    let size = max(1, batchSize)
    for start in stride(from: 0, to: images.count, by: size) {
      if stopSignal() != nil { throw EvaluationStopped() }
      let indices = start..<min(images.count, start + size)
      let found = examine(images.tensor(at: indices))
      for (index, anomaly) in zip(indices, found) {
        try check(anomaly.score, of: images.name(at: index))
        metrics.add(
          anomaly.score, label: images.label(at: index), name: images.name(at: index))
      }
      progress(indices.upperBound)
    }
    return metrics
  }

  /// Finds a score that cannot be compared.
  ///
  /// - Throws: `TrainingError.data`, where it is no number.
  package func check(_ score: AnomalyScore, of name: String) throws(TrainingError) {
    guard !score.value.isFinite else { return }
    throw .data(
      "\(name): the score is \(score.value) — are the weights broken? See zoo weights inspect --values"
    )
  }
}

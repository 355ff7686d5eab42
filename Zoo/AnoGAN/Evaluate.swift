import Datasets
import Tensors
import Training

extension AnomalyScorer {
  /// Measures how well the scores tell normal pictures from those of each other class.
  ///
  /// - Parameters:
  ///   - images: The pictures, of any size, of normal and of other classes.
  ///   - normal: The labels of the classes that are normal.
  ///   - batchSize: The pictures looked at between two questions whether to stop.
  ///   - stopSignal: Asked whether to stop.
  ///   - progress: Told how many pictures are done.
  /// - Returns: The scores by class.
  /// - Throws: `EvaluationStopped`.
  public func evaluate(
    _ images: GreyImages, normal: Set<Int>, batchSize: Int = 64,
    stopSignal: () -> Int32? = { StopSignal.current }, progress: (Int) -> Void = { _ in }
  ) throws(EvaluationStopped) -> AnomalyMetrics {
    let images = images.resized(to: imageSize)
    var metrics = AnomalyMetrics(
      classNames: images.classNames, normal: normal, threshold: scoring.threshold?.score)
    for start in stride(from: 0, to: images.count, by: max(1, batchSize)) {
      let indices = start..<min(images.count, start + max(1, batchSize))
      let found = examine(images.tensor(at: indices))
      for (index, anomaly) in zip(indices, found) {
        metrics.add(
          anomaly.score, label: images.label(at: index), name: images.name(at: index))
      }
      progress(indices.upperBound)
      if stopSignal() != nil { throw EvaluationStopped() }
    }
    return metrics
  }
}

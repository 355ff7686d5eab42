import Datasets
import Training

extension AnomalyScorer {
  /// Chooses the threshold on normal pictures that the networks were not trained on, and notes how
  /// they were searched for.
  ///
  /// - Parameters:
  ///   - normal: The pictures, of the side of the networks' and of all classes that are normal.
  ///   - quantile: The share of them that is not above the threshold.
  ///   - dataName: What results call them.
  ///   - stopSignal: Asked before each batch whether to stop.
  ///   - progress: Told how many pictures are done.
  /// - Returns: Whether it came to its end; the threshold stays as it was if it did not.
  /// - Throws: `TrainingError`, where a score is no number.
  @discardableResult
  public func chooseThreshold(
    on normal: GreyImages, quantile: Double = 0.95, dataName: String,
    stopSignal: () -> Int32? = { nil }, progress: (Int) -> Void = { _ in }
  ) throws(TrainingError) -> Bool {
    var scores: [Double] = []
    let size = max(1, batchSize)
    for start in stride(from: 0, to: normal.count, by: size) {
      if stopSignal() != nil { return false }
      let indices = start..<min(normal.count, start + size)
      for (index, anomaly) in zip(indices, examine(normal.tensor(at: indices))) {
        try check(anomaly.score, of: normal.name(at: index))
        scores.append(anomaly.score.value)
      }
      progress(indices.upperBound)
    }
    scoring.threshold = AnomalyThreshold(scores: scores, quantile: quantile, data: dataName)
    scoring.normalClasses = normal.shownClasses
    scoring.search = search
    return true
  }
}

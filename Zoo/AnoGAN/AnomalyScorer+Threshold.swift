import Datasets
import Training

extension AnomalyScorer {
  /// Chooses the threshold on normal pictures that the networks were not trained on.
  ///
  /// - Parameters:
  ///   - normal: The pictures, of the side of the networks' and of all classes that are normal.
  ///   - quantile: The share of them that is not above the threshold.
  ///   - dataName: What results call them.
  ///   - batchSize: The pictures looked at between two questions whether to stop.
  ///   - stopSignal: Asked whether to stop.
  ///   - progress: Told how many pictures are done.
  /// - Returns: Whether it came to its end; the threshold stays as it was if it did not.
  @discardableResult
  public func chooseThreshold(
    on normal: GreyImages, quantile: Double = 0.95, dataName: String, batchSize: Int = 64,
    stopSignal: () -> Int32? = { nil }, progress: (Int) -> Void = { _ in }
  ) -> Bool {
    var scores: [Double] = []
    for start in stride(from: 0, to: normal.count, by: max(1, batchSize)) {
      let indices = start..<min(normal.count, start + max(1, batchSize))
      scores += examine(normal.tensor(at: indices)).map(\.score.value)
      progress(indices.upperBound)
      if stopSignal() != nil { return false }
    }
    let labels = Set((0..<normal.count).map(normal.label))
    scoring.threshold = AnomalyThreshold(scores: scores, quantile: quantile, data: dataName)
    scoring.normalClasses = labels.sorted().map { normal.classNames[$0] }
    return true
  }
}

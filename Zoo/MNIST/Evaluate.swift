import Datasets
import Layers
import Losses
import Tensors
import Training

extension MNISTNetwork {
  /// Computes the standard figures of a classifier on digits with labels.
  ///
  /// - Parameters:
  ///   - images: The digits; other sizes than the network's are resized.
  ///   - batchSize: The pictures computed at once.
  ///   - stopSignal: Asked after each batch whether to stop.
  ///   - progress: Told how many pictures are done.
  /// - Returns: The mean loss, top-1 and top-5 accuracy and the confusion matrix.
  /// - Throws: `EvaluationStopped`.
  public func evaluate(
    _ images: GreyImages, batchSize: Int = 128,
    stopSignal: () -> Int32? = { StopSignal.current }, progress: (Int) -> Void = { _ in }
  ) async throws -> Evaluation {
    try await evaluate(
      DataLoader(DigitDataset(images), batchSize: batchSize), stopSignal: stopSignal,
      progress: progress)
  }

  /// Computes the standard figures of a classifier on batches of digits with labels.
  ///
  /// - Parameters:
  ///   - loader: The batches.
  ///   - stopSignal: Asked after each batch whether to stop.
  ///   - progress: Told how many pictures are done.
  /// - Returns: The mean loss, top-1 and top-5 accuracy and the confusion matrix.
  /// - Throws: `EvaluationStopped`.
  public func evaluate(
    _ loader: DataLoader<DigitDataset>, stopSignal: () -> Int32? = { StopSignal.current },
    progress: (Int) -> Void = { _ in }
  ) async throws -> Evaluation {
    var metrics = ClassificationMetrics(classCount: configuration.classCount)
    var loss = 0.0
    for try await batch in loader.epoch(0) {
      let logits = self(batch.images)
      loss += Double(crossEntropy(logits, batch.labels).item()) * Double(batch.count)
      metrics.add(logits, batch.labels)
      progress(metrics.count)
      if stopSignal() != nil { throw EvaluationStopped() }
    }
    return Evaluation(loss: loss / Double(max(1, metrics.count)), metrics)
  }
}

import Datasets
import Losses
import Tensors

extension Evaluation {
  /// Computes the standard figures of a classifier on batches of pictures with labels.
  ///
  /// - Parameters:
  ///   - classCount: The number of classes.
  ///   - loader: The batches; it reports a broken picture once, however often it is evaluated.
  ///   - stopSignal: Asked after each batch whether to stop.
  ///   - progress: Told how many pictures are done.
  ///   - logits: The scores of pictures, `[N, H, W, C]` to `[N, classCount]`.
  /// - Throws: `EvaluationStopped`, or what reading the pictures throws.
  public init<Source: Dataset>(
    classCount: Int, _ loader: DataLoader<Source>, stopSignal: () -> Int32?,
    progress: (_ done: Int) -> Void, logits: (_ images: Tensor) -> Tensor
  ) async throws where Source.Sample: Batchable, Source.Sample.Batch == ImageBatch {
    var metrics = ClassificationMetrics(classCount: classCount)
    var loss = 0.0
    for try await batch in loader.epoch(0) {
      let logits = logits(batch.images)
      loss += Double(crossEntropy(logits, batch.labels).item()) * Double(batch.count)
      metrics.add(logits, batch.labels)
      progress(metrics.count)
      if stopSignal() != nil { throw EvaluationStopped() }
    }
    self.init(loss: loss / Double(max(1, metrics.count)), metrics)
  }
}

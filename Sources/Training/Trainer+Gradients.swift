import Layers
import Optimizers
import Tensors

extension Trainer {
  /// The loss of a batch and its gradients, computed part by part where it is divided.
  func lossAndGradients(
    of batch: Batch, _ tally: inout TrainingTally
  ) throws -> (Double, Gradients) {
    let size = min(batch.count, max(1, settings.microBatchSize ?? batch.count))
    guard size < batch.count else {
      let (loss, gradients) = try model.valueAndGradients { try self.loss($0, batch, &tally) }
      return (Double(loss.item()), gradients)
    }
    let total = batch.weight
    var sum: (loss: Double, gradients: Gradients)?
    for start in stride(from: 0, to: batch.count, by: size) {
      let part = batch.part(start..<min(start + size, batch.count))
      let share = total > 0 ? part.weight / total : 0
      var (loss, gradients) = try model.valueAndGradients { try self.loss($0, part, &tally) }
      gradients.scale(by: Float(share))
      if var before = sum.take() {
        before.gradients.add(gradients)
        sum = (before.loss + Double(loss.item()) * share, before.gradients)
      } else {
        sum = (Double(loss.item()) * share, gradients)
      }
    }
    guard let sum else { throw TrainingError.data("a batch without samples") }
    return sum
  }
}

extension Gradients {
  /// Clips each element, then all together; nil leaves them as they are.
  ///
  /// - Returns: The norm before it was clipped; 0 where it was not computed.
  @discardableResult
  mutating func clip(toValue value: Float?, norm: Float?) -> Float {
    if let value { clip(toValue: value) }
    return norm.map { clip(toNorm: $0) } ?? 0
  }
}

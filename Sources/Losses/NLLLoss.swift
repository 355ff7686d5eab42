import Kernels
import Tensors

/// The negative log-likelihood of labels: `−logProbabilities[label]`.
///
/// - Parameters:
///   - logProbabilities: `[N, …, K]`, such as `logits.logSoftmax()`.
///   - labels: `[N, …]`, classes in `0..<K`.
///   - classWeights: `[K]`, how much each class counts; all 1 if nil.
///   - ignoreIndex: The label of rows that do not count.
///   - reduction: What becomes of the losses of the rows; the mean is divided by their weights.
/// - Returns: A scalar, or `[N, …]` without reduction; the mean of no row is 0.
public func nllLoss(
  _ logProbabilities: Tensor, _ labels: IntTensor, classWeights: Tensor? = nil,
  ignoreIndex: Int? = nil, reduction: LossReduction = .mean
) -> Tensor {
  let targets = Targets(
    labels, for: logProbabilities, classWeights: classWeights, ignoreIndex: ignoreIndex,
    "nllLoss")
  let (shape, count) = (logProbabilities.shape, targets.classWeights.count)
  let losses = logProbabilities.withUnsafeBufferPointer { x in
    Tensor(shape: targets.shape) { losses in
      for (row, label) in targets.labels.enumerated() {
        let weight = targets.weights[row]
        losses[row] = weight == 0 ? 0 : -weight * x[row * count + label]
      }
    }
  }
  return .recording(targets.reduce(losses, reduction), [logProbabilities]) { gradient, _ in
    let factors = targets.factors(gradient, reduction)
    let result = Tensor(shape: shape) { result in
      fill(result, with: 0)
      for (row, label) in targets.labels.enumerated() {
        result[row * count + label] = -factors[row] * targets.weights[row]
      }
    }
    return [result]
  }
}

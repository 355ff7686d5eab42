import Kernels
import Tensors

/// The cross-entropy of softmax probabilities with labels: `−log softmax(logits)[label]`.
///
/// With label smoothing `s` the target is `(1 − s)` for the label plus `s / K` for each class.
///
/// - Parameters:
///   - logits: `[N, …, K]`.
///   - labels: `[N, …]`, classes in `0..<K`.
///   - classWeights: `[K]`, how much each class counts; all 1 if nil.
///   - ignoreIndex: The label of rows that do not count, such as 255 at borders.
///   - labelSmoothing: The share of the target that all classes have in common, in 0…1.
///   - reduction: What becomes of the losses of the rows; the mean is divided by their weights.
/// - Returns: A scalar, or `[N, …]` without reduction; the mean of no row is 0.
public func crossEntropy(
  _ logits: Tensor, _ labels: IntTensor, classWeights: Tensor? = nil, ignoreIndex: Int? = nil,
  labelSmoothing: Float = 0, reduction: LossReduction = .mean
) -> Tensor {
  guard (0...1).contains(labelSmoothing) else {
    trap("crossEntropy: the label smoothing \(labelSmoothing) is not within 0…1")
  }
  let targets = Targets(
    labels, for: logits, classWeights: classWeights, ignoreIndex: ignoreIndex, "crossEntropy")
  let entropy = CrossEntropy(
    logits: logits.detached, targets: targets, labelSmoothing: labelSmoothing)
  let value = targets.reduce(entropy.losses, reduction)
  return .recording(value, [logits]) { gradient, _ in
    [entropy.gradient(targets.factors(gradient, reduction))]
  }
}

/// The losses of the rows and their gradient, from the logits and the logarithms of their sums.
private struct CrossEntropy: Sendable {
  let logits: Tensor
  let targets: Targets
  /// The share of the target that falls on each class.
  let share: Float
  /// The share that falls on the label alone.
  let rest: Float
  /// `log Σ exp(logits)` of each row.
  let logSums: Tensor

  init(logits: Tensor, targets: Targets, labelSmoothing: Float) {
    self.logits = logits
    self.targets = targets
    share = labelSmoothing / Float(targets.classWeights.count)
    rest = 1 - labelSmoothing
    logSums = logits.withUnsafeBufferPointer { x in
      Tensor(shape: targets.shape) {
        logSumExp(x, rows: targets.labels.count, count: targets.classWeights.count, into: $0)
      }
    }
  }

  /// The sum of the class weights, and the weighted sum of each row's logits, for smoothing.
  private var smoothing: (weight: Float, sums: [Float]) {
    let weights = Tensor(targets.classWeights, shape: [targets.classWeights.count])
    return (weights.sum().item(), (logits * weights).sum(axes: [-1]).scalars)
  }

  /// `(1 − s) w (log Σ − x[label]) + s / K Σ wₖ (log Σ − xₖ)`.
  var losses: Tensor {
    let count = targets.classWeights.count
    var losses = logits.withUnsafeBufferPointer { x in
      logSums.withUnsafeBufferPointer { logSums in
        Tensor(shape: targets.shape) { losses in
          parallel(over: losses.count, minimumPerThread: 4096) { rows in
            for row in rows {
              let (label, weight) = (targets.labels[row], targets.weights[row])
              losses[row] =
                weight == 0 ? 0 : rest * weight * (logSums[row] - x[row * count + label])
            }
          }
        }
      }
    }
    guard share > 0 else { return losses }
    let (weight, sums) = smoothing
    losses.withUnsafeMutableBufferPointer { losses in
      logSums.withUnsafeBufferPointer { logSums in
        for row in losses.indices where targets.isCounted[row] {
          losses[row] += share * (weight * logSums[row] - sums[row])
        }
      }
    }
    return losses
  }

  /// `f (a softmax(x) − (1 − s) w [label] − s / K w)`, where `a` is the sum of the target.
  func gradient(_ factors: [Float]) -> Tensor {
    let count = targets.classWeights.count
    let weight = share > 0 ? smoothing.weight : 0
    let scales = factors.indices.map { row in
      targets.isCounted[row] ? factors[row] * (rest * targets.weights[row] + share * weight) : 0
    }
    return logits.withUnsafeBufferPointer { x in
      logSums.withUnsafeBufferPointer { logSums in
        scales.withUnsafeBufferPointer { scales in
          Tensor(shape: logits.shape) { result in
            scaledExp(x, shifts: logSums, scales: scales, count: count, into: result)
            parallel(over: factors.count, minimumPerThread: 4096) { rows in
              for row in rows where targets.isCounted[row] {
                let label = targets.labels[row]
                result[row * count + label] -= factors[row] * rest * targets.weights[row]
                guard share > 0 else { continue }
                for k in 0..<count {
                  result[row * count + k] -= factors[row] * share * targets.classWeights[k]
                }
              }
            }
          }
        }
      }
    }
  }
}

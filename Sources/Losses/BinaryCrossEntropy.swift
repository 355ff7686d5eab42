import Kernels
import Tensors

/// The cross-entropy of `sigmoid(logits)` with probabilities: `log(1 + eˣ) − x · target`.
///
/// - Parameters:
///   - logits: Any shape.
///   - targets: The same shape, in 0…1; no gradient flows to them.
///   - reduction: What becomes of the losses of the elements.
/// - Returns: A scalar, or the shape of the logits without reduction.
public func binaryCrossEntropyWithLogits(
  _ logits: Tensor, _ targets: Tensor, reduction: LossReduction = .mean
) -> Tensor {
  guard logits.shape == targets.shape else {
    trap("binaryCrossEntropyWithLogits: logits \(logits.shape), targets \(targets.shape)")
  }
  let (x, t) = (logits.detached, targets.detached)
  // max(x, 0) + log(1 + exp(−|x|)) does not overflow.
  let losses = x.relu() - x * t + (1 + (-x.abs()).exp()).log()
  return reduction(
    .recording(losses, [logits]) { gradient, _ in [(x.sigmoid() - t) * gradient] })
}

import Kernels
import Tensors

/// The squared difference, `(prediction − target)²`.
///
/// - Parameters:
///   - prediction: Any shape.
///   - target: The same shape.
///   - reduction: What becomes of the losses of the elements.
/// - Returns: A scalar, or the shape of the prediction without reduction.
public func meanSquaredError(
  _ prediction: Tensor, _ target: Tensor, reduction: LossReduction = .mean
) -> Tensor {
  checkShapes(prediction, target, "meanSquaredError")
  return reduction((prediction - target).square())
}

/// The absolute difference, `|prediction − target|`.
///
/// - Parameters:
///   - prediction: Any shape.
///   - target: The same shape.
///   - reduction: What becomes of the losses of the elements.
/// - Returns: A scalar, or the shape of the prediction without reduction.
public func l1Loss(
  _ prediction: Tensor, _ target: Tensor, reduction: LossReduction = .mean
) -> Tensor {
  checkShapes(prediction, target, "l1Loss")
  return reduction((prediction - target).abs())
}

/// The squared difference near 0 and the absolute one beyond: `d² / 2β` for `d < β`, else `d − β/2`.
///
/// Source: Girshick, "Fast R-CNN", section 2.3. https://arxiv.org/abs/1504.08083
///
/// - Parameters:
///   - prediction: Any shape.
///   - target: The same shape.
///   - beta: Where the square ends, above 0.
///   - reduction: What becomes of the losses of the elements.
/// - Returns: A scalar, or the shape of the prediction without reduction.
public func smoothL1(
  _ prediction: Tensor, _ target: Tensor, beta: Float = 1, reduction: LossReduction = .mean
) -> Tensor {
  checkShapes(prediction, target, "smoothL1")
  guard beta > 0 else { trap("smoothL1: beta \(beta) is not positive") }
  let difference = prediction - target
  let d = difference.detached
  let near = d.clamped(min: -beta, max: beta)
  let losses = near * (d - near * 0.5) / beta
  return reduction(.recording(losses, [difference]) { gradient, _ in [gradient * near / beta] })
}

private func checkShapes(_ prediction: Tensor, _ target: Tensor, _ loss: StaticString) {
  guard prediction.shape == target.shape else {
    trap("\(loss): prediction \(prediction.shape), target \(target.shape)")
  }
}

import Tensors

/// What becomes of the losses of single elements.
public enum LossReduction: Sendable {
  /// Their mean, weighted where there are class weights.
  case mean
  /// Their sum.
  case sum
  /// They stay as they are.
  case none

  /// Reduces losses whose weights are equal.
  func callAsFunction(_ losses: Tensor) -> Tensor {
    switch self {
    case .mean: losses.mean()
    case .sum: losses.sum()
    case .none: losses
    }
  }
}

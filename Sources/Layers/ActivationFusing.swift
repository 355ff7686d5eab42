import Tensors

/// A layer that applies an activation to its output in the same pass.
public protocol ActivationFusing: Layer {
  /// The output after the activation.
  func callAsFunction(_ x: Tensor, activation: Activation) -> Tensor
}

extension ActivationFusing {
  /// The output without an activation.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    self(x, activation: .none)
  }
}

extension Tensor {
  /// The elements after an activation.
  public func applying(_ activation: Activation) -> Tensor {
    switch activation {
    case .none: self
    case .relu: relu()
    case .leakyReLU(let slope): leakyReLU(slope: slope)
    }
  }
}

import Kernels

/// A function that a linear layer or a convolution applies to each output as it is stored.
public enum Activation: Equatable, Sendable {
  /// The output itself.
  case none
  /// `max(x, 0)`.
  case relu
  /// `x` where it is positive, `slope · x` elsewhere.
  case leakyReLU(slope: Float)

  /// The same for the kernels.
  var forKernels: Epilogue.Activation {
    switch self {
    case .none: .none
    case .relu: .relu
    case .leakyReLU(let slope): .leakyReLU(slope: slope)
    }
  }

  /// The gradient before the activation, from that of its output.
  func gradient(_ gradient: Tensor, output: Tensor) -> Tensor {
    guard self != .none else { return gradient }
    return Tensor(shape: gradient.shape) { result in
      gradient.withPointer { gradient in
        output.withPointer { output in
          activationGradient(
            gradient, output: output, slope: forKernels.slope, count: result.count,
            into: result.baseAddressOrTrap)
        }
      }
    }
  }
}

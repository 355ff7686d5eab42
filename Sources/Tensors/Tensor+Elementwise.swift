import Kernels

extension Tensor {
  /// The results of an operation on each element, with its gradient.
  private func mapped(_ operation: UnaryOperation, p: Float = 0, q: Float = 0) -> Tensor {
    let x = detached
    let y = x.withUnsafeBufferPointer { x in
      Tensor(shape: shape) { y in operation.apply(to: x, p: p, q: q, into: y) }
    }
    let saved = operation.savesOperand ? x : y
    let extents = shape
    return .recording(y, [self]) { gradient, _ in
      let result = gradient.withUnsafeBufferPointer { gradient in
        saved.withUnsafeBufferPointer { saved in
          Tensor(shape: extents) { into in
            operation.applyGradient(gradient, saved: saved, p: p, q: q, into: into)
          }
        }
      }
      return [result]
    }
  }

  /// The elements with the opposite sign.
  public static prefix func - (x: Tensor) -> Tensor { x.mapped(.negate) }

  /// The exponentials of the elements.
  public func exp() -> Tensor { mapped(.exp) }

  /// The natural logarithms of the elements.
  public func log() -> Tensor { mapped(.log) }

  /// The square roots of the elements.
  public func sqrt() -> Tensor { mapped(.squareRoot) }

  /// The squares of the elements.
  public func square() -> Tensor { mapped(.square) }

  /// The absolute values of the elements; the gradient at 0 is 0.
  public func abs() -> Tensor { mapped(.absolute) }

  /// The hyperbolic tangents of the elements.
  public func tanh() -> Tensor { mapped(.tanh) }

  /// The logistic function `1 / (1 + e⁻ˣ)` of the elements.
  public func sigmoid() -> Tensor { mapped(.sigmoid) }

  /// The error function of the elements.
  public func erf() -> Tensor { mapped(.erf) }

  /// `x · Φ(x)`, the exact Gaussian error linear unit.
  ///
  /// Source: Hendrycks and Gimpel, "Gaussian Error Linear Units". https://arxiv.org/abs/1606.08415
  public func gelu() -> Tensor { mapped(.gelu) }

  /// The elements, 0 for negative ones; the gradient at 0 is 0.
  public func relu() -> Tensor { mapped(.relu) }

  /// The elements, negative ones multiplied by a slope.
  ///
  /// - Parameter slope: At least 0.
  /// - Returns: `x < 0 ? slope · x : x`.
  public func leakyReLU(slope: Float) -> Tensor {
    guard slope >= 0 else { trap("leakyReLU: the slope \(slope) is negative") }
    return mapped(.leakyReLU, p: slope)
  }

  /// The elements moved into `lower…upper`; the gradient is 0 for those that moved.
  ///
  /// - Parameters:
  ///   - lower: The smallest result.
  ///   - upper: The largest result.
  /// - Returns: `min(max(x, lower), upper)`.
  public func clamped(min lower: Float = -.infinity, max upper: Float = .infinity) -> Tensor {
    guard lower <= upper else { trap("clamped: \(lower)…\(upper) is no range") }
    return mapped(.clamp, p: lower, q: upper)
  }

  /// The elements to a constant power.
  public func pow(_ exponent: Float) -> Tensor {
    switch exponent {
    case 0.5: mapped(.squareRoot)
    case 2: mapped(.square)
    default: mapped(.power, p: exponent)
    }
  }
}

import Kernels

extension Tensor {
  /// `exp(x) / Σ exp(x)` along an axis.
  ///
  /// - Parameter axis: The axis that sums to 1, from the end if negative.
  /// - Returns: Probabilities in the same shape.
  public func softmax(axis: Int = -1) -> Tensor {
    normalizedExponentials(along: normalizedAxis(axis, "softmax"), logarithmic: false)
  }

  /// `x − log Σ exp(x)` along an axis.
  ///
  /// - Parameter axis: The axis, from the end if negative.
  /// - Returns: Log-probabilities in the same shape.
  public func logSoftmax(axis: Int = -1) -> Tensor {
    normalizedExponentials(along: normalizedAxis(axis, "logSoftmax"), logarithmic: true)
  }

  private func normalizedExponentials(along axis: Int, logarithmic: Bool) -> Tensor {
    let outer = shape[..<axis].reduce(1, *)
    let count = shape[axis]
    let inner = shape[(axis + 1)...].reduce(1, *)
    let value = withUnsafeBufferPointer { x in
      Tensor(shape: shape) {
        Kernels.softmax(
          x, outer: outer, count: count, inner: inner, logarithmic: logarithmic, into: $0)
      }
    }
    let extents = shape
    return .recording(value, [self]) { gradient, _ in
      let result = gradient.withUnsafeBufferPointer { gradient in
        value.withUnsafeBufferPointer { y in
          Tensor(shape: extents) {
            softmaxGradient(
              gradient, output: y, outer: outer, count: count, inner: inner,
              logarithmic: logarithmic, into: $0)
          }
        }
      }
      return [result]
    }
  }
}

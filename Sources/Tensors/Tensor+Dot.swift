import Kernels

extension Tensor {
  /// The sum of products of corresponding elements, a scalar: `Σ self · other`.
  ///
  /// - Parameter other: A tensor of the same shape.
  /// - Returns: A tensor of rank 0.
  public func dotted(with other: Tensor) -> Tensor {
    guard shape == other.shape else { trap("dotted: \(shape) · \(other.shape)") }
    let (a, b) = (detached, other.detached)
    let sum = a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        zip(a, b).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
      }
    }
    return .recording(Tensor(Float(sum)), [self, other]) { gradient, needed in
      let factor = gradient.item()
      return [
        needed[0] ? b.multiplied(by: factor) : nil, needed[1] ? a.multiplied(by: factor) : nil,
      ]
    }
  }

  private func multiplied(by factor: Float) -> Tensor {
    var result = self
    result.withUnsafeMutableBufferPointer { buffer in
      for i in buffer.indices { buffer[i] *= factor }
    }
    return result
  }
}

import Kernels

extension Tensor {
  /// The sum of products of corresponding elements, a scalar: `Σ self · other`.
  ///
  /// - Parameter other: A tensor of the same shape.
  /// - Returns: A tensor of rank 0.
  public func dotted(with other: Tensor) -> Tensor {
    guard shape == other.shape else { trap("dotted: \(shape) · \(other.shape)") }
    let (a, b) = (detached, other.detached)
    let sum = a.withUnsafeBufferPointer { a in b.withUnsafeBufferPointer { b in dot(a, b) } }
    return .recording(Tensor(Float(sum)), [self, other]) { gradient, needed in
      [needed[0] ? b * gradient : nil, needed[1] ? a * gradient : nil]
    }
  }
}

import Kernels

extension Tensor {
  /// Adds a tensor of the same shape in place: `self += other`.
  package mutating func accumulate(_ other: Tensor) {
    guard shape == other.shape else { trap("accumulate: \(shape) += \(other.shape)") }
    other.withUnsafeBufferPointer { other in
      withUnsafeMutableBufferPointer { sum in
        for i in sum.indices { sum[i] += other[i] }
      }
    }
  }
}

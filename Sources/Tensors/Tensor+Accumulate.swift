import Kernels

extension Tensor {
  /// Adds a tensor of the same shape, in place where the storage is not shared: `self += other`.
  package mutating func accumulate(_ other: Tensor) {
    guard shape == other.shape else { trap("accumulate: \(shape) += \(other.shape)") }
    guard ownsItsStorage(), let broadcast = Broadcast(shape, shape) else {
      self = detached + other.detached
      return
    }
    other.withUnsafeBufferPointer { other in
      withUnsafeMutableBufferPointer { sum in
        BinaryOperation.add.apply(UnsafeBufferPointer(sum), other, broadcast, into: sum)
      }
    }
  }
}

import Kernels

extension Tensor {
  /// Zeroes elements by chance and scales the others by `1 / (1 − rate)`, in any mode.
  ///
  /// One number is drawn from the current generator; each element's fate follows from it.
  ///
  /// - Parameter rate: The share that becomes zero, in `0...1`; 0 draws nothing.
  /// - Returns: A tensor of the same shape.
  public func dropout(rate: Float) -> Tensor {
    guard (0...1).contains(rate) else { trap("dropout: the rate \(rate) is not in 0...1") }
    guard rate > 0 else { return self }
    guard rate < 1 else {
      return .recording(.zeros(shape), [self]) { gradient, _ in [.zeros(gradient.shape)] }
    }
    let key = Random.withCurrent { $0.next() }
    return .recording(masked(rate, key), [self]) { gradient, _ in [gradient.masked(rate, key)] }
  }

  private func masked(_ rate: Float, _ key: UInt64) -> Tensor {
    Tensor(shape: shape) { y in
      withUnsafeBufferPointer { Kernels.dropout($0, rate: rate, key: key, into: y) }
    }
  }
}

import CKernels

/// Zeroes elements by chance and scales the others by `1 / (1 − rate)`.
///
/// Whether an element stays follows from the key and its index, so the same call on the gradient
/// is the backward pass, and nothing depends on the number of threads.
///
/// - Parameters:
///   - x: Any elements.
///   - rate: The share that becomes zero, in `0..<1`.
///   - key: A random number.
///   - y: As many elements as `x`.
public func dropout(
  _ x: UnsafeBufferPointer<Float>, rate: Float, key: UInt64,
  into y: UnsafeMutableBufferPointer<Float>
) {
  guard let x = x.baseAddress, let base = y.baseAddress else { return }
  let threshold = UInt32(rate * 0x1p24)
  let kernel = zoo_norm().pointee.dropout
  parallel(over: y.count, minimumPerThread: 16_384) { range in
    let start = range.lowerBound
    kernel?(x + start, key, start, range.count, threshold, 1 / (1 - rate), base + start)
  }
}

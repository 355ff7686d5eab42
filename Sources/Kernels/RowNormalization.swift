import CKernels

/// What each row of `[rows, channels]` is divided by.
public enum RowNorm: Sendable {
  /// The deviation from the row's mean: `y = (x − mean) / √(variance + ε) · weight + bias`.
  case layer(epsilon: Float)
  /// The Euclidean length: `y = x / (√Σ x² + ε) · weight`.
  case l2(epsilon: Float)
}

/// Normalizes each row.
///
/// - Parameters:
///   - x: `[rows, channels]`.
///   - norm: What a row is divided by.
///   - weight: One factor a channel.
///   - bias: One offset a channel, of a layer norm.
///   - y: `[rows, channels]`.
public func normalizeRows(
  _ x: UnsafeBufferPointer<Float>, _ norm: RowNorm, weight: UnsafeBufferPointer<Float>,
  bias: UnsafeBufferPointer<Float>?, into y: UnsafeMutableBufferPointer<Float>
) {
  let channels = weight.count
  guard let x = x.baseAddress, let base = y.baseAddress, channels > 0 else { return }
  let kernels = zoo_norm().pointee
  parallelRows(of: 1, rowCount: y.count / channels, rowSize: channels) { _, rows in
    let (x, y) = (x + rows.lowerBound * channels, base + rows.lowerBound * channels)
    switch norm {
    case .layer(let epsilon):
      kernels.layer_forward?(
        x, weight.baseAddress, bias?.baseAddress, epsilon, rows.count, channels, y)
    case .l2(let epsilon):
      kernels.l2_forward?(x, weight.baseAddress, epsilon, rows.count, channels, y)
    }
  }
}

/// The gradients of `normalizeRows`, which works out the moments again.
///
/// - Parameters:
///   - x: The input, `[rows, channels]`.
///   - gradient: The gradient at the output, `[rows, channels]`.
///   - norm: What a row was divided by.
///   - weight: One factor a channel.
///   - result: The gradient at the input; nil if nobody wants it.
/// - Returns: The gradients at the weight and the bias.
public func normalizeRowsBackward(
  _ x: UnsafeBufferPointer<Float>, gradient: UnsafeBufferPointer<Float>, _ norm: RowNorm,
  weight: UnsafeBufferPointer<Float>, into result: UnsafeMutableBufferPointer<Float>?
) -> (weight: [Float], bias: [Float]) {
  let channels = weight.count
  guard let x = x.baseAddress, let g = gradient.baseAddress, channels > 0 else {
    return (weight.map { _ in 0 }, weight.map { _ in 0 })
  }
  let kernels = zoo_norm().pointee
  let sums = columnSums(rowCount: gradient.count / channels, channels: channels) {
    rows, weightSum, biasSum in
    let start = rows.lowerBound * channels
    let result = result?.baseAddress.map { $0 + start }
    switch norm {
    case .layer(let epsilon):
      kernels.layer_backward?(
        x + start, g + start, weight.baseAddress, epsilon, rows.count, channels, result,
        weightSum, biasSum)
    case .l2(let epsilon):
      kernels.l2_backward?(
        x + start, g + start, weight.baseAddress, epsilon, rows.count, channels, result,
        weightSum)
    }
  }
  return (sums.first.map { Float($0) }, sums.second.map { Float($0) })
}

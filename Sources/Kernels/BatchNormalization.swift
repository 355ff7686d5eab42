import CKernels

/// The mean and the biased variance of each channel: `Σ x / rows`, `Σ (x − mean)² / rows`.
///
/// - Parameters:
///   - x: `[rows, channels]`, at least one row.
///   - channels: The number of channels.
/// - Returns: The moments, in double precision.
public func channelMoments(
  _ x: UnsafeBufferPointer<Float>, channels: Int
) -> (mean: [Double], variance: [Double]) {
  guard let base = x.baseAddress, channels > 0, x.count >= channels else {
    trap("batch norm: no row to take the mean of")
  }
  let rowCount = x.count / channels
  // Squares of what is far from zero would cancel: shift by the mean of a few rows.
  let sampleCount = min(rowCount, 64)
  var shift = [Float](repeating: 0, count: channels)
  for sample in 0..<sampleCount {
    let row = base + sample * rowCount / sampleCount * channels
    for c in 0..<channels { shift[c] += row[c] / Float(sampleCount) }
  }
  let kernel = zoo_norm().pointee.moments
  let sums = columnSums(rowCount: rowCount, channels: channels) { rows, sum, square in
    kernel?(base + rows.lowerBound * channels, shift, rows.count, channels, sum, square)
  }
  let count = Double(rowCount)
  let mean = (0..<channels).map { Double(shift[$0]) + sums.first[$0] / count }
  let variance = (0..<channels).map {
    max(0, (sums.second[$0] - sums.first[$0] * sums.first[$0] / count) / count)
  }
  return (mean, variance)
}

/// Scales and shifts each channel: `y = x · scale[c] + shift[c]`.
///
/// - Parameters:
///   - x: `[rows, channels]`.
///   - scale: One factor a channel.
///   - shift: One offset a channel.
///   - y: `[rows, channels]`.
public func scaleAndShift(
  _ x: UnsafeBufferPointer<Float>, scale: [Float], shift: [Float],
  into y: UnsafeMutableBufferPointer<Float>
) {
  let channels = scale.count
  guard let x = x.baseAddress, let base = y.baseAddress, channels > 0 else { return }
  let kernel = zoo_norm().pointee.scale_shift
  parallelRows(of: 1, rowCount: y.count / channels, rowSize: channels) { _, rows in
    let start = rows.lowerBound * channels
    kernel?(x + start, scale, shift, rows.count, channels, base + start)
  }
}

/// The sums that the gradients of a batch norm need: `Σ g` and `Σ g (x − mean[c])`.
///
/// - Parameters:
///   - x: The input, `[rows, channels]`.
///   - gradient: The gradient at the output, `[rows, channels]`.
///   - mean: One mean a channel.
/// - Returns: The sums, one element a channel.
public func gradientSums(
  _ x: UnsafeBufferPointer<Float>, gradient: UnsafeBufferPointer<Float>, mean: [Float]
) -> (sum: [Double], product: [Double]) {
  let channels = mean.count
  guard let x = x.baseAddress, let g = gradient.baseAddress, channels > 0 else {
    return (mean.map { _ in 0 }, mean.map { _ in 0 })
  }
  let kernel = zoo_norm().pointee.gradient_sums
  let sums = columnSums(rowCount: gradient.count / channels, channels: channels) {
    rows, sum, product in
    let start = rows.lowerBound * channels
    kernel?(x + start, g + start, mean, rows.count, channels, sum, product)
  }
  return (sums.first, sums.second)
}

/// The gradient of a batch norm at its input: `g · a[c] + (x − mean[c]) · b[c] + shift[c]`.
///
/// - Parameters:
///   - x: The input, `[rows, channels]`.
///   - gradient: The gradient at the output, `[rows, channels]`.
///   - mean: One mean a channel.
///   - a: One factor of the gradient a channel.
///   - b: One factor of the input a channel.
///   - shift: One offset a channel.
///   - result: `[rows, channels]`.
public func combineGradients(
  _ x: UnsafeBufferPointer<Float>, gradient: UnsafeBufferPointer<Float>, mean: [Float],
  a: [Float], b: [Float], shift: [Float], into result: UnsafeMutableBufferPointer<Float>
) {
  let channels = mean.count
  guard let x = x.baseAddress, let g = gradient.baseAddress, let base = result.baseAddress,
    channels > 0
  else { return }
  let kernel = zoo_norm().pointee.scale_both
  parallelRows(of: 1, rowCount: result.count / channels, rowSize: channels) { _, rows in
    let start = rows.lowerBound * channels
    kernel?(x + start, g + start, mean, a, b, shift, rows.count, channels, base + start)
  }
}

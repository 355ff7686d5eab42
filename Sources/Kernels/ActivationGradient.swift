import CKernels

/// The gradient before an activation, from its output: `result[i] = gradient[i] · (output[i] > 0 ? 1 :
/// slope)`.
///
/// - Parameters:
///   - gradient: That of the output.
///   - output: What the activation returned.
///   - slope: That of the activation below 0; 0 for ReLU.
///   - count: The number of elements.
///   - result: May be `gradient`.
public func activationGradient(
  _ gradient: UnsafePointer<Float>, output: UnsafePointer<Float>, slope: Float, count: Int,
  into result: UnsafeMutablePointer<Float>
) {
  let kernels = zoo_convolution().pointee
  parallel(over: count, minimumPerThread: 1 << 14) { range in
    let first = range.lowerBound
    kernels.mask(range.count, output + first, gradient + first, slope, result + first)
  }
}

/// Adds a bias to each row and applies an activation, in place.
///
/// - Parameters:
///   - bias: `[columns]`.
///   - activation: What is applied last.
///   - x: `[rows, columns]`.
///   - rows: The number of rows.
///   - columns: The number of columns.
public func finish(
  bias: UnsafePointer<Float>?, activation: Epilogue.Activation, to x: UnsafeMutablePointer<Float>,
  rows: Int, columns: Int
) {
  guard bias != nil || activation != .none else { return }
  let kernels = zoo_convolution().pointee
  parallel(over: rows, minimumPerThread: max(1, (1 << 14) / max(1, columns))) { range in
    kernels.finish(
      range.count, columns, bias, activation.code, activation.slope,
      x + range.lowerBound * columns)
  }
}

/// The sum of each column, such as the gradient of a bias: `sums[j] = Σ_i x[i, j]`.
///
/// - Parameters:
///   - x: `[rows, columns]`.
///   - rows: The number of rows.
///   - columns: The number of columns.
///   - parts: The number of parts into which the rows of a large `x` fall, for the threads.
///   - scratch: Room for `parts · columns` floats.
///   - sums: `[columns]`.
public func columnSums(
  of x: UnsafePointer<Float>, rows: Int, columns: Int, parts: Int,
  scratch: UnsafeMutablePointer<Float>, into sums: UnsafeMutablePointer<Float>
) {
  let kernels = zoo_convolution().pointee
  let parts = rows * columns < 1 << 15 ? 1 : parts
  parallel(over: parts) { range in
    for part in range {
      let rows = rows.part(part, of: parts)
      kernels.column_sums(
        rows.count, columns, x + rows.lowerBound * columns, scratch + part * columns)
    }
  }
  for column in 0..<columns {
    sums[column] = (0..<parts).reduce(0) { $0 + scratch[$1 * columns + column] }
  }
}

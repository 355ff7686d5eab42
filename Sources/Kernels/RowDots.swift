import CKernels

/// A linear layer on few rows with the weights read in place: `y = epilogue(x · wᵀ)`.
///
/// Bound by the memory that holds `w`, which is read once.
///
/// - Parameters:
///   - x: The inputs, `[rows, inputs]`.
///   - rows: The number of rows, best at most 16.
///   - w: The weights, `[outputs, inputs]`.
///   - outputs: The number of outputs.
///   - inputs: The number of inputs.
///   - y: The outputs, `[rows, outputs]`.
///   - epilogue: What is added and applied.
public func rowDots(
  _ x: UnsafePointer<Float>, rows: Int, with w: UnsafePointer<Float>, outputs: Int, inputs: Int,
  into y: UnsafeMutablePointer<Float>, epilogue: Epilogue = Epilogue()
) {
  let kernels = zoo_gemm().pointee
  let rowsAtOnce = Int(ZOO_DOT_ROWS)
  parallel(over: outputs, minimumPerThread: max(1, 16384 / (rows * inputs + 1))) { range in
    // All rows pass while a run of outputs' weights is in the second cache.
    let run = rows <= rowsAtOnce ? range.count : 6
    for output in stride(from: range.lowerBound, to: range.upperBound, by: run) {
      for row in stride(from: 0, to: rows, by: rowsAtOnce) {
        var epilogue = epilogue.from(row: row, column: output, stride: outputs)
        kernels.dots(
          min(rowsAtOnce, rows - row), min(run, range.upperBound - output), inputs,
          x + row * inputs, inputs, w + output * inputs, inputs, y + row * outputs + output,
          outputs, &epilogue)
      }
    }
  }
}

/// The gradient of the inputs of a linear layer on few rows: `x = g · w`, with the weights read in
/// place and once.
///
/// - Parameters:
///   - g: The gradients of the outputs, `[rows, outputs]`.
///   - rows: The number of rows, best at most 16.
///   - w: The weights, `[outputs, inputs]`.
///   - outputs: The number of outputs.
///   - inputs: The number of inputs.
///   - x: The gradients of the inputs, `[rows, inputs]`.
public func rowSpread(
  _ g: UnsafePointer<Float>, rows: Int, with w: UnsafePointer<Float>, outputs: Int, inputs: Int,
  into x: UnsafeMutablePointer<Float>
) {
  let kernels = zoo_gemm().pointee
  let rowsAtOnce = Int(ZOO_DOT_ROWS)
  parallel(over: (inputs + 63) / 64, minimumPerThread: max(1, 256 / (rows * outputs + 1))) {
    let first = $0.lowerBound * 64
    for row in stride(from: 0, to: rows, by: rowsAtOnce) {
      kernels.spread(
        min(rowsAtOnce, rows - row), outputs, min($0.upperBound * 64, inputs) - first,
        g + row * outputs, outputs, w + first, inputs, x + row * inputs + first, inputs)
    }
  }
}

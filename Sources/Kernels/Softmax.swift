import CKernels

/// Softmax or its logarithm along the middle axis of `[outer, count, inner]`.
///
/// - Parameters:
///   - x: The logits.
///   - outer: The product of the extents before the axis.
///   - count: The extent of the axis.
///   - inner: The product of the extents after it.
///   - logarithmic: Whether the logarithm is taken.
///   - y: The results, as many; may be `x`.
public func softmax(
  _ x: UnsafeBufferPointer<Float>, outer: Int, count: Int, inner: Int, logarithmic: Bool,
  into y: UnsafeMutableBufferPointer<Float>
) {
  guard let x = x.baseAddress, let y = y.baseAddress, outer * count * inner > 0 else { return }
  let kernels = zoo_reduce().pointee
  let flag: Int32 = logarithmic ? 1 : 0
  guard inner > 1 else {
    return parallel(over: outer, minimumPerThread: max(1, 4096 / count)) { range in
      let start = range.lowerBound * count
      kernels.softmax_rows?(x + start, y + start, range.count, count, flag)
    }
  }
  forEachColumnTile(outer: outer, count: count, inner: inner) { offset, columns in
    kernels.softmax_columns?(x + offset, y + offset, inner, count, columns, flag)
  }
}

/// The gradient of `softmax` from that of its output.
///
/// - Parameters:
///   - gradient: The gradient of the output.
///   - y: The output of `softmax`.
///   - outer: The product of the extents before the axis.
///   - count: The extent of the axis.
///   - inner: The product of the extents after it.
///   - logarithmic: Whether the logarithm was taken.
///   - into: The gradient of the logits.
public func softmaxGradient(
  _ gradient: UnsafeBufferPointer<Float>, output y: UnsafeBufferPointer<Float>, outer: Int,
  count: Int, inner: Int, logarithmic: Bool, into: UnsafeMutableBufferPointer<Float>
) {
  guard let g = gradient.baseAddress, let y = y.baseAddress, let out = into.baseAddress,
    outer * count * inner > 0
  else { return }
  let kernels = zoo_reduce().pointee
  let flag: Int32 = logarithmic ? 1 : 0
  guard inner > 1 else {
    return parallel(over: outer, minimumPerThread: max(1, 4096 / count)) { range in
      let start = range.lowerBound * count
      kernels.softmax_rows_gradient?(y + start, g + start, out + start, range.count, count, flag)
    }
  }
  forEachColumnTile(outer: outer, count: count, inner: inner) { offset, columns in
    kernels.softmax_columns_gradient?(
      y + offset, g + offset, out + offset, inner, count, columns, flag)
  }
}

/// Calls `body` with the offset and the width of each tile of columns of `[outer, count, inner]`.
private func forEachColumnTile(
  outer: Int, count: Int, inner: Int, _ body: (Int, Int) -> Void
) {
  let tile = Int(ZOO_COLUMN_TILE)
  let tiles = (inner + tile - 1) / tile
  parallel(
    over: outer * tiles, minimumPerThread: max(1, 4096 / (count * min(inner, tile)))
  ) { range in
    for item in range {
      let (row, index) = item.quotientAndRemainder(dividingBy: tiles)
      body(row * count * inner + index * tile, min(tile, inner - index * tile))
    }
  }
}

/// The logarithm of the sum of the exponentials of each row of `[rows, count]`.
public func logSumExp(
  _ x: UnsafeBufferPointer<Float>, rows: Int, count: Int,
  into: UnsafeMutableBufferPointer<Float>
) {
  guard let x = x.baseAddress, let out = into.baseAddress, rows * count > 0 else { return }
  let kernel = zoo_reduce().pointee.log_sum_exp_rows
  parallel(over: rows, minimumPerThread: max(1, 4096 / count)) { range in
    kernel?(x + range.lowerBound * count, range.count, count, out + range.lowerBound)
  }
}

/// Computes `y[r, i] = scales[r] · exp(x[r, i] − shifts[r])` for rows of `count`.
public func scaledExp(
  _ x: UnsafeBufferPointer<Float>, shifts: UnsafeBufferPointer<Float>,
  scales: UnsafeBufferPointer<Float>, count: Int, into y: UnsafeMutableBufferPointer<Float>
) {
  let rows = shifts.count
  guard let x = x.baseAddress, let shifts = shifts.baseAddress, let scales = scales.baseAddress,
    let y = y.baseAddress, count > 0
  else { return }
  let kernel = zoo_reduce().pointee.scaled_exp_rows
  parallel(over: rows, minimumPerThread: max(1, 4096 / count)) { range in
    let (row, start) = (range.lowerBound, range.lowerBound * count)
    kernel?(x + start, shifts + row, scales + row, y + start, range.count, count)
  }
}

import CKernels

/// The largest value of each window: `y[o, c] = max x[i, c]` over the window of `o`.
///
/// - Parameters:
///   - x: The images or clips, `[N, D, H, W, C]`.
///   - plan: The windows.
///   - y: The maxima, `[N, D′, H′, W′, C]`.
public func maxPool(
  _ x: UnsafeBufferPointer<Float>, _ plan: PoolPlan, into y: UnsafeMutableBufferPointer<Float>
) {
  guard !plan.isHalving else { return halvingMaxPool(x, plan, into: y) }
  pool(x, plan, into: y, zoo_pool().pointee.max_forward)
}

/// The mean of each window.
///
/// - Parameters:
///   - x: The images or clips, `[N, D, H, W, C]`.
///   - plan: The windows, with what their sums are divided by.
///   - y: The means, `[N, D′, H′, W′, C]`.
public func averagePool(
  _ x: UnsafeBufferPointer<Float>, _ plan: PoolPlan, into y: UnsafeMutableBufferPointer<Float>
) {
  pool(x, plan, into: y, zoo_pool().pointee.average_forward)
}

/// The gradient of `maxPool` at its input; the first maximum of a window takes all.
///
/// - Parameters:
///   - x: The input, `[N, D, H, W, C]`.
///   - gradient: The gradient at the output, `[N, D′, H′, W′, C]`.
///   - plan: The windows.
///   - result: The gradient at the input.
public func maxPoolBackward(
  _ x: UnsafeBufferPointer<Float>, gradient: UnsafeBufferPointer<Float>, _ plan: PoolPlan,
  into result: UnsafeMutableBufferPointer<Float>
) {
  guard !plan.isHalving else {
    return halvingMaxPoolBackward(x, gradient: gradient, plan, into: result)
  }
  guard let x = x.baseAddress, let g = gradient.baseAddress, let base = result.baseAddress,
    plan.inputSize > 0
  else { return }
  plan.withPlan { c in
    let backward = zoo_pool().pointee.max_backward
    parallelRows(
      of: result.count / plan.inputSize, rowCount: plan.inputRows,
      rowSize: plan.inputSize / plan.inputRows
    ) { image, rows in
      let input = image * plan.inputSize
      backward?(
        c, x + input, g + image * plan.outputSize, rows.lowerBound, rows.upperBound, base + input)
    }
  }
}

/// The gradient of `averagePool` at its input.
///
/// - Parameters:
///   - gradient: The gradient at the output, `[N, D′, H′, W′, C]`.
///   - plan: The windows.
///   - result: The gradient at the input, `[N, D, H, W, C]`.
public func averagePoolBackward(
  _ gradient: UnsafeBufferPointer<Float>, _ plan: PoolPlan,
  into result: UnsafeMutableBufferPointer<Float>
) {
  guard let g = gradient.baseAddress, let base = result.baseAddress, plan.inputSize > 0 else {
    return
  }
  plan.withPlan { c in
    let backward = zoo_pool().pointee.average_backward
    parallelRows(
      of: result.count / plan.inputSize, rowCount: plan.inputRows,
      rowSize: plan.inputSize / plan.inputRows
    ) { image, rows in
      backward?(
        c, g + image * plan.outputSize, rows.lowerBound, rows.upperBound,
        base + image * plan.inputSize)
    }
  }
}

private typealias Forward =
  @convention(c) (
    UnsafePointer<zoo_pool_plan>?, UnsafePointer<Float>?, Int, Int, Int, Int,
    UnsafeMutablePointer<Float>?
  ) -> Void

/// Shares output rows among the threads, or channels where there are few rows (global pooling).
private func pool(
  _ x: UnsafeBufferPointer<Float>, _ plan: PoolPlan,
  into y: UnsafeMutableBufferPointer<Float>, _ forward: Forward?
) {
  guard let x = x.baseAddress, let base = y.baseAddress, plan.outputSize > 0 else { return }
  let imageCount = y.count / plan.outputSize
  let blocks = imageCount * plan.outputRows >= 4 * threadCount ? 1 : (plan.channels + 63) / 64
  let size = (plan.channels + blocks - 1) / blocks
  let work = plan.inputSize / plan.outputRows / blocks
  plan.withPlan { c in
    parallelRows(of: imageCount, rowCount: plan.outputRows * blocks, rowSize: work) {
      image, items in
      for item in items {
        let (row, block) = item.quotientAndRemainder(dividingBy: blocks)
        forward?(
          c, x + image * plan.inputSize, row, row + 1, block * size,
          min((block + 1) * size, plan.channels), base + image * plan.outputSize)
      }
    }
  }
}

private func halvingMaxPool(
  _ x: UnsafeBufferPointer<Float>, _ plan: PoolPlan, into y: UnsafeMutableBufferPointer<Float>
) {
  guard let x = x.baseAddress, let base = y.baseAddress, plan.outputSize > 0 else { return }
  let (width, rows) = (plan.width.outputCount, plan.outputRows)
  let rowSize = plan.width.inputCount * plan.channels
  let forward = zoo_pool().pointee.max_2x2_forward
  parallelRows(
    of: y.count / plan.outputSize, rowCount: rows, rowSize: 2 * rowSize
  ) { image, range in
    for row in range {
      let top = x + image * plan.inputSize + 2 * row * rowSize
      forward?(
        top, top + rowSize, width, plan.channels,
        base + image * plan.outputSize + row * width * plan.channels)
    }
  }
}

private func halvingMaxPoolBackward(
  _ x: UnsafeBufferPointer<Float>, gradient: UnsafeBufferPointer<Float>, _ plan: PoolPlan,
  into result: UnsafeMutableBufferPointer<Float>
) {
  guard let x = x.baseAddress, let g = gradient.baseAddress, let base = result.baseAddress,
    plan.outputSize > 0
  else { return result.update(repeating: 0) }
  let (width, rows) = (plan.width.outputCount, plan.outputRows)
  let rowSize = plan.width.inputCount * plan.channels
  let covered = 2 * width * plan.channels
  let backward = zoo_pool().pointee.max_2x2_backward
  parallelRows(
    of: gradient.count / plan.outputSize, rowCount: rows, rowSize: 4 * rowSize
  ) { image, range in
    let input = image * plan.inputSize
    for row in range {
      let top = input + 2 * row * rowSize
      backward?(
        x + top, x + top + rowSize, g + image * plan.outputSize + row * width * plan.channels,
        width, plan.channels, base + top, base + top + rowSize)
      // A last column that no window covers.
      (base + top + covered).update(repeating: 0, count: rowSize - covered)
      (base + top + rowSize + covered).update(repeating: 0, count: rowSize - covered)
    }
    if range.upperBound == rows {
      let end = input + 2 * rows * rowSize
      (base + end).update(repeating: 0, count: input + plan.inputSize - end)
    }
  }
}

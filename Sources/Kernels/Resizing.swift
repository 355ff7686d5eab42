import CKernels

/// Resizes images: each output pixel is a weighted sum of input pixels.
///
/// - Parameters:
///   - x: The images, `[N, H, W, C]`.
///   - plan: The taps and their weights.
///   - y: The resized images, `[N, H′, W′, C]`.
public func resize(
  _ x: UnsafeBufferPointer<Float>, _ plan: ResizePlan, into y: UnsafeMutableBufferPointer<Float>
) {
  guard let x = x.baseAddress, let base = y.baseAddress, plan.outputSize > 0 else { return }
  let forward = zoo_resize().pointee.forward
  plan.withPlan { c in
    parallelRows(
      of: y.count / plan.outputSize, rowCount: plan.height, rowSize: plan.width * plan.channels
    ) { image, rows in
      forward?(
        c, x + image * plan.inputSize, rows.lowerBound, rows.upperBound,
        base + image * plan.outputSize)
    }
  }
}

/// The gradient of `resize` at its input: each output gradient goes to its taps by their weights.
///
/// - Parameters:
///   - gradient: The gradient at the output, `[N, H′, W′, C]`.
///   - plan: The taps and their weights.
///   - result: The gradient at the input, `[N, H, W, C]`.
public func resizeBackward(
  _ gradient: UnsafeBufferPointer<Float>, _ plan: ResizePlan,
  into result: UnsafeMutableBufferPointer<Float>
) {
  guard let g = gradient.baseAddress, let base = result.baseAddress, plan.inputSize > 0 else {
    return
  }
  let backward = zoo_resize().pointee.backward
  plan.withPlan { c in
    parallelRows(
      of: result.count / plan.inputSize, rowCount: plan.inputHeight,
      rowSize: plan.outputSize / plan.inputHeight
    ) { image, rows in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: plan.width * plan.channels) {
        backward?(
          c, g + image * plan.outputSize, rows.lowerBound, rows.upperBound, $0.baseAddress,
          base + image * plan.inputSize)
      }
    }
  }
}

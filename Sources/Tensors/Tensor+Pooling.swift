import Kernels

extension Tensor {
  /// The largest value of each window; of equal ones the first receives the gradient.
  ///
  /// - Input: `[N, H, W, C]`.
  /// - Output: `[N, H′, W′, C]` with `H′ = (H + 2·padding − kernelSize) / stride + 1`, rounded down
  ///   or, in ceil mode, up.
  ///
  /// - Parameters:
  ///   - kernelSize: The height and width of a window.
  ///   - stride: The distance of two windows; the kernel size by default.
  ///   - padding: Positions around the image that never win, at most half the kernel size.
  ///   - ceilMode: Whether windows may reach beyond the lower and right edge.
  /// - Returns: The maxima.
  public func maxPooled2d(
    kernelSize: Int, stride: Int? = nil, padding: Int = 0, ceilMode: Bool = false
  ) -> Tensor {
    maxPooled(
      plan2d("max pool") {
        PoolAxis(
          inputCount: $0, kernelSize: kernelSize, stride: stride ?? kernelSize, padding: padding,
          ceilMode: ceilMode)
      })
  }

  /// The mean of each window.
  ///
  /// - Input: `[N, H, W, C]`.
  /// - Output: `[N, H′, W′, C]` with `H′ = (H + 2·padding − kernelSize) / stride + 1`, rounded down
  ///   or, in ceil mode, up.
  ///
  /// - Parameters:
  ///   - kernelSize: The height and width of a window.
  ///   - stride: The distance of two windows; the kernel size by default.
  ///   - padding: Positions around the image, at most half the kernel size.
  ///   - ceilMode: Whether windows may reach beyond the lower and right edge.
  ///   - countsPadding: Whether the padding counts as zeros.
  /// - Returns: The means.
  public func averagePooled2d(
    kernelSize: Int, stride: Int? = nil, padding: Int = 0, ceilMode: Bool = false,
    countsPadding: Bool = true
  ) -> Tensor {
    averagePooled(
      plan2d("average pool") {
        PoolAxis(
          inputCount: $0, kernelSize: kernelSize, stride: stride ?? kernelSize, padding: padding,
          ceilMode: ceilMode, countsPadding: countsPadding)
      })
  }

  /// The means of a grid of windows that covers the image.
  ///
  /// - Input: `[N, H, W, C]`.
  /// - Output: `[N, height, width, C]`; row k is the mean of rows ⌊k·H/height⌋ ..< ⌈(k+1)·H/height⌉.
  ///
  /// - Parameters:
  ///   - height: The rows of the grid.
  ///   - width: The columns of the grid.
  /// - Returns: The means.
  public func adaptiveAveragePooled2d(height: Int, width: Int) -> Tensor {
    guard rank == 4 else { trap("adaptive average pool: [N, H, W, C] expected, not \(shape)") }
    return averagePooled(
      PoolPlan(
        height: PoolAxis(inputCount: shape[1], adaptiveCount: height),
        width: PoolAxis(inputCount: shape[2], adaptiveCount: width), channels: shape[3]))
  }

  /// The largest value of each window of a clip.
  ///
  /// - Input: `[N, D, H, W, C]`.
  /// - Output: `[N, D′, H′, W′, C]`.
  ///
  /// - Parameters:
  ///   - kernelSize: The extents of a window.
  ///   - stride: The distances of two windows; the kernel size by default.
  ///   - padding: Positions around the clip that never win.
  ///   - ceilMode: Whether windows may reach beyond the end of an axis.
  /// - Returns: The maxima.
  public func maxPooled3d(
    kernelSize: PoolExtents, stride: PoolExtents? = nil, padding: PoolExtents = 0,
    ceilMode: Bool = false
  ) -> Tensor {
    maxPooled(plan3d("max pool", kernelSize, stride, padding, ceilMode, countsPadding: true))
  }

  /// The mean of each window of a clip.
  ///
  /// - Input: `[N, D, H, W, C]`.
  /// - Output: `[N, D′, H′, W′, C]`.
  ///
  /// - Parameters:
  ///   - kernelSize: The extents of a window.
  ///   - stride: The distances of two windows; the kernel size by default.
  ///   - padding: Positions around the clip.
  ///   - ceilMode: Whether windows may reach beyond the end of an axis.
  ///   - countsPadding: Whether the padding counts as zeros.
  /// - Returns: The means.
  public func averagePooled3d(
    kernelSize: PoolExtents, stride: PoolExtents? = nil, padding: PoolExtents = 0,
    ceilMode: Bool = false, countsPadding: Bool = true
  ) -> Tensor {
    averagePooled(
      plan3d("average pool", kernelSize, stride, padding, ceilMode, countsPadding: countsPadding))
  }

  private func plan2d(_ name: String, _ axis: (Int) -> PoolAxis) -> PoolPlan {
    guard rank == 4 else { trap("\(name): [N, H, W, C] expected, not \(shape)") }
    return PoolPlan(height: axis(shape[1]), width: axis(shape[2]), channels: shape[3])
  }

  private func plan3d(
    _ name: String, _ kernelSize: PoolExtents, _ stride: PoolExtents?, _ padding: PoolExtents,
    _ ceilMode: Bool, countsPadding: Bool
  ) -> PoolPlan {
    guard rank == 5 else { trap("\(name): [N, D, H, W, C] expected, not \(shape)") }
    func axis(_ index: Int, _ extent: KeyPath<PoolExtents, Int>) -> PoolAxis {
      PoolAxis(
        inputCount: shape[index], kernelSize: kernelSize[keyPath: extent],
        stride: (stride ?? kernelSize)[keyPath: extent], padding: padding[keyPath: extent],
        ceilMode: ceilMode, countsPadding: countsPadding)
    }
    return PoolPlan(
      depth: axis(1, \.depth), height: axis(2, \.height), width: axis(3, \.width),
      channels: shape[4])
  }

  private func pooledShape(_ plan: PoolPlan) -> [Int] {
    let extents = [plan.height.outputCount, plan.width.outputCount]
    return [shape[0]] + (rank == 5 ? [plan.depth.outputCount] : []) + extents + [plan.channels]
  }

  private func maxPooled(_ plan: PoolPlan) -> Tensor {
    let x = detached
    let value = Tensor(shape: pooledShape(plan)) { y in
      x.withUnsafeBufferPointer { maxPool($0, plan, into: y) }
    }
    return .recording(value, [self]) { gradient, _ in
      [
        Tensor(shape: x.shape) { result in
          x.withUnsafeBufferPointer { x in
            gradient.withUnsafeBufferPointer {
              maxPoolBackward(x, gradient: $0, plan, into: result)
            }
          }
        }
      ]
    }
  }

  private func averagePooled(_ plan: PoolPlan) -> Tensor {
    let value = Tensor(shape: pooledShape(plan)) { y in
      withUnsafeBufferPointer { averagePool($0, plan, into: y) }
    }
    return .recording(value, [self]) { [shape] gradient, _ in
      [
        Tensor(shape: shape) { result in
          gradient.withUnsafeBufferPointer { averagePoolBackward($0, plan, into: result) }
        }
      ]
    }
  }
}

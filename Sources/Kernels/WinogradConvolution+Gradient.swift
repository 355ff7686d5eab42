import CKernels

/// The gradient of 3×3 filters.
extension WinogradConvolution {
  private var inputStride: Int { (shape.inputChannels + 15) / 16 * 16 }
  private var outputStride: Int { (shape.outputChannels + 31) / 32 * 32 }
  private var gradientStride: Int { shape.inputChannels * shape.outputChannels + 16 }

  /// The tiles of a block: enough that the sums are seldom read and written.
  private var gradientBlockTiles: Int {
    let wanted = (1 << 21) / (positions * (inputStride + outputStride))
    return min(max(196, wanted), max(1, tileCount))
  }

  private var gradientBlockCount: Int {
    positions * (gradientBlockTiles * (inputStride + outputStride) + 32)
  }

  var filterGradientScratchCount: Int {
    positions * gradientStride + gradientBlockCount
  }

  /// `dU[p] = Σ_tiles V[p]ᵀ · (A dY Aᵀ)[p]`, then `dg = Gᵀ dU G`.
  func filterGradient(
    of gradient: UnsafePointer<Float>, input: UnsafePointer<Float>,
    scratch: UnsafeMutablePointer<Float>, into result: UnsafeMutablePointer<Float>
  ) {
    guard tileCount > 0 else {
      return result.update(repeating: 0, count: shape.weightCount)
    }
    let sums = scratch
    let (blocks, step) = (
      (tileCount + gradientBlockTiles - 1) / gradientBlockTiles,
      positions * gradientStride
    )
    for block in 0..<blocks {
      addProducts(
        tileCount.part(block, of: blocks), isFirst: block == 0, of: gradient, input: input,
        scratch: scratch + step, into: sums)
    }
    let count = shape.inputChannels * shape.outputChannels
    let kernels = zoo_winograd().pointee
    parallel(over: (count + 15) / 16, minimumPerThread: 256) { range in
      let first = 16 * range.lowerBound
      kernels.filter_gradients(
        min(16 * range.count, count - first), sums + first, gradientStride, result + first, count)
    }
  }

  private func addProducts(
    _ block: Range<Int>, isFirst: Bool, of gradient: UnsafePointer<Float>,
    input: UnsafePointer<Float>, scratch: UnsafeMutablePointer<Float>,
    into sums: UnsafeMutablePointer<Float>
  ) {
    let kernels = zoo_winograd().pointee
    let (vStride, mStride) = (block.count * inputStride + 16, block.count * outputStride + 16)
    let (v, m) = (scratch, scratch + positions * vStride)
    parallel(over: block.count, minimumPerThread: 4) { range in
      var tiles = tiles
      let first = block.lowerBound + range.lowerBound
      kernels.input(
        &tiles, first, range.count, 0, shape.inputChannels, input,
        v + range.lowerBound * inputStride, inputStride, vStride)
      kernels.output_gradients(
        &tiles, first, range.count, gradient, m + range.lowerBound * Self.panelWidth,
        block.count * Self.panelWidth, mStride)
    }
    parallel(over: positions) { range in
      for position in range {
        let target = sums + position * gradientStride
        multiply(
          LeftMatrix(v + position * vStride, stride: inputStride, isTransposed: true),
          rows: shape.inputChannels,
          by: PackedMatrix(
            panels: m + position * mStride, rows: block.count, columns: shape.outputChannels),
          into: target, stride: shape.outputChannels,
          epilogue: Epilogue(residual: isFirst ? nil : UnsafePointer(target)))
      }
    }
  }
}

import CKernels

/// A 3×3 convolution of stride 1 by Winograd's F(4×4, 3×3): a quarter of the products.
///
/// Tiles of 6×6 inputs are transformed into 36 positions; at each, tiles and filters are multiplied as
/// matrices, `M[p] = V[p] · U[p]`; the products are transformed back to 4×4 outputs.
struct WinogradConvolution {
  private static let positions = 36

  let shape: ConvolutionShape
  /// The threads that the scratch has room for, whatever their number becomes meanwhile.
  private let threads: Int
  private let tiles: zoo_tiles

  init(_ shape: ConvolutionShape, threads: Int = threadCount) {
    self.shape = shape
    self.threads = threads
    let (down, across) = ((shape.output.y + 3) / 4, (shape.output.z + 3) / 4)
    tiles = zoo_tiles(
      input_height: shape.input.y, input_width: shape.input.z, channels: shape.inputChannels,
      output_height: shape.output.y, output_width: shape.output.z,
      outputs: shape.outputChannels, padding_top: shape.padding.y, padding_left: shape.padding.z,
      tiles_down: down, tiles_across: across,
      streams: shape.outputPixels * shape.outputChannels > 6 << 20 ? 1 : 0)
  }

  /// Whether the algorithm applies and pays.
  static func suits(_ shape: ConvolutionShape) -> Bool {
    shape.kernel == [1, 3, 3] && shape.stride == [1, 1, 1] && shape.dilation == [1, 1, 1]
      && shape.padding.x == 0 && shape.groups == 1 && shape.inputChannels >= 16
      && shape.outputChannels >= 16
  }

  private var tileCount: Int {
    shape.batch * shape.input.x * tiles.tiles_down * tiles.tiles_across
  }

  // MARK: - Filters

  /// The floats of one position's filters; a little apart, lest all fall into the same cache set.
  private var filterStride: Int {
    PackedMatrix.packedCount(rows: shape.inputChannels, columns: shape.outputChannels) + 16
  }

  var packedCount: Int { Self.positions * filterStride }

  /// The floats of nine packed matrices, one for each tap.
  var packingScratchCount: Int { 9 * (filterStride - 16) }

  /// Packs `taps[tap](rowStride, columnStride)` and transforms them.
  func pack(
    _ filters: UnsafePointer<Float>, turned: Bool, scratch: UnsafeMutablePointer<Float>,
    into packed: UnsafeMutablePointer<Float>
  ) {
    let (rows, columns) = (shape.inputChannels, shape.outputChannels)
    let count = filterStride - 16
    let (products, transforms) = (zoo_gemm().pointee, zoo_winograd().pointee)
    parallel(over: 9) { range in
      for tap in range {
        products.pack(
          rows, columns, filters + (turned ? 8 - tap : tap) * rows * columns,
          turned ? 1 : columns, turned ? rows : 1, scratch + tap * count,
          rows * PackedMatrix.panelWidth)
      }
    }
    parallel(over: count / 16, minimumPerThread: 256) { range in
      transforms.filters(
        16 * range.count, scratch + 16 * range.lowerBound, count, packed + 16 * range.lowerBound,
        filterStride)
    }
  }

  // MARK: - Forward

  private var inputStride: Int { (shape.inputChannels + 15) / 16 * 16 }
  private var outputStride: Int { (shape.outputChannels + 31) / 32 * 32 }

  /// Whether each thread works on blocks of its own: where the filters stay in the shared cache.
  private var threadsOwnBlocks: Bool {
    filterStride * Self.positions < 3 << 20 && tileCount >= 28 * threads
  }

  /// The tiles of a block.
  private var blockTiles: Int {
    let wanted =
      threadsOwnBlocks
      ? max(42, min(112, (1 << 19) / (Self.positions * (inputStride + outputStride)) / 14 * 14))
      : 196
    return min(wanted, max(1, tileCount))
  }

  private func blockCount(_ tiles: Int) -> Int {
    Self.positions * (tiles * (inputStride + outputStride) + 32)
  }

  var scratchCount: Int { blockCount(blockTiles) * (threadsOwnBlocks ? threads : 1) }

  func run(
    _ input: UnsafePointer<Float>, filters: UnsafePointer<Float>, epilogue: Epilogue,
    scratch: UnsafeMutablePointer<Float>, into output: UnsafeMutablePointer<Float>
  ) {
    func runBlocks(_ range: Range<Int>, _ scratch: UnsafeMutablePointer<Float>) {
      // Blocks as even as can be.
      let blocks = (range.count + blockTiles - 1) / blockTiles
      for block in 0..<blocks {
        let part = range.count.part(block, of: blocks)
        runBlock(
          range.lowerBound + part.lowerBound..<range.lowerBound + part.upperBound, input,
          filters: filters, epilogue: epilogue, scratch: scratch, into: output)
      }
    }
    guard threadsOwnBlocks else { return runBlocks(0..<tileCount, scratch) }
    parallel(over: threads) { range in
      for part in range {
        runBlocks(tileCount.part(part, of: threads), scratch + part * blockCount(blockTiles))
      }
    }
  }

  private func runBlock(
    _ block: Range<Int>, _ input: UnsafePointer<Float>, filters: UnsafePointer<Float>,
    epilogue: Epilogue, scratch: UnsafeMutablePointer<Float>,
    into output: UnsafeMutablePointer<Float>
  ) {
    let kernels = zoo_winograd().pointee
    // Positions a cache line apart from a round distance: they fall into different cache sets.
    let (vStride, mStride) = (block.count * inputStride + 16, block.count * outputStride + 16)
    let (v, m) = (scratch, scratch + Self.positions * vStride)
    parallel(over: block.count, minimumPerThread: 4) { range in
      var tiles = tiles
      kernels.input(
        &tiles, block.lowerBound + range.lowerBound, range.count, input,
        v + range.lowerBound * inputStride, inputStride, vStride)
    }
    parallel(over: Self.positions) { range in
      for position in range {
        multiply(
          LeftMatrix(v + position * vStride, stride: inputStride), rows: block.count,
          by: PackedMatrix(
            panels: filters + position * filterStride, rows: shape.inputChannels,
            columns: outputStride),
          into: m + position * mStride, stride: outputStride)
      }
    }
    parallel(over: block.count, minimumPerThread: 4) { range in
      var tiles = tiles
      var epilogue = epilogue.from(row: 0, column: 0, stride: shape.outputChannels)
      kernels.output(
        &tiles, block.lowerBound + range.lowerBound, range.count,
        m + range.lowerBound * outputStride, outputStride, mStride, &epilogue, output)
    }
  }

  // MARK: - Gradient of the filters

  private var gradientStride: Int { shape.inputChannels * shape.outputChannels + 16 }

  /// The tiles of a block: enough that the sums are seldom read and written.
  private var gradientBlockTiles: Int {
    let wanted = (1 << 21) / (Self.positions * (inputStride + outputStride))
    return min(max(196, wanted), max(1, tileCount))
  }

  var filterGradientScratchCount: Int {
    Self.positions * gradientStride + blockCount(gradientBlockTiles)
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
      Self.positions * gradientStride
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
    let (v, m) = (scratch, scratch + Self.positions * vStride)
    parallel(over: block.count, minimumPerThread: 4) { range in
      var tiles = tiles
      let first = block.lowerBound + range.lowerBound
      kernels.input(
        &tiles, first, range.count, input, v + range.lowerBound * inputStride, inputStride,
        vStride)
      kernels.output_gradients(
        &tiles, first, range.count, gradient, m + range.lowerBound * PackedMatrix.panelWidth,
        block.count * PackedMatrix.panelWidth, mStride)
    }
    parallel(over: Self.positions) { range in
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

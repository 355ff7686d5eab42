import CKernels

/// A 3×3 or 2×2 convolution of stride 1 by Winograd's F(4×4, 3×3) or F(4×4, 2×2): 0.25 or 0.39 of
/// the products.
///
/// A dilation of d makes d×d convolutions without dilation, each on every d-th row and column.
///
/// Tiles of 6×6 or 5×5 inputs are transformed into as many positions; at each, tiles and filters are
/// multiplied as matrices, `M[p] = V[p] · U[p]`; the products are transformed back to 4×4 outputs. The
/// filters are packed as for patches, and transformed when they are needed, a part that fits into a
/// cache at a time: that takes less time than to read four times as much from memory.
struct WinogradConvolution {
  static let panelWidth = PackedMatrix.panelWidth

  let shape: ConvolutionShape
  /// The threads that the scratch has room for, whatever their number becomes meanwhile.
  private let threads: Int
  let tiles: zoo_tiles

  /// - Parameters:
  ///   - shape: The extents.
  ///   - threads: The threads to divide the work for.
  ///   - places: Where the outputs lie in a larger plane, if they do.
  init(
    _ shape: ConvolutionShape, threads: Int = threadCount,
    places: (extent: ConvolutionShape.Extent, TransposedPhase)? = nil
  ) {
    self.shape = shape
    self.threads = threads
    let (down, across) = (4 * shape.dilation.y, 4 * shape.dilation.z)
    let whole = places?.extent ?? shape.output
    let (first, step) = (places?.1.first ?? [0, 0, 0], places?.1.step ?? [1, 1, 1])
    tiles = zoo_tiles(
      taps: shape.kernel.y,
      input_height: shape.input.y, input_width: shape.input.z, channels: shape.inputChannels,
      output_height: shape.output.y, output_width: shape.output.z,
      outputs: shape.outputChannels, padding_top: shape.padding.y, padding_left: shape.padding.z,
      dilation_down: shape.dilation.y, dilation_across: shape.dilation.z,
      tiles_down: (shape.output.y + down - 1) / down,
      tiles_across: (shape.output.z + across - 1) / across,
      whole_height: whole.y, whole_width: whole.z, first_down: first.y, first_across: first.z,
      step_down: step.y, step_across: step.z,
      streams: shape.outputPixels * shape.outputChannels > 6 << 20 ? 1 : 0)
  }

  /// Whether the algorithm applies and is quicker than patches.
  static func suits(_ shape: ConvolutionShape) -> Bool {
    let taps = shape.kernel.y
    guard
      (2...3).contains(taps) && shape.kernel == [1, taps, taps] && shape.stride == [1, 1, 1]
        && shape.padding.x == 0 && shape.groups == 1 && shape.inputChannels >= 16
        && shape.outputChannels >= 16
    else { return false }
    // Processor cycles for each sixteen filters of a tap: transforming them, multiplying tiles by
    // them, and their share of the tiles' transforms; against the products for each pixel.
    let (positions, products) = (Double((taps + 3) * (taps + 3)), Double(taps * taps))
    let tile =
      positions
      * (0.5 + 8.3 / Double(shape.outputChannels) + 5.6 / Double(shape.inputChannels))
    let tiles = Double(WinogradConvolution(shape, threads: 1).tileCount)
    return 2.2 * positions + tile * tiles < 0.5 * products * Double(shape.outputPixels)
  }

  private var taps: Int { shape.kernel.y }

  /// The positions of the transformed domain.
  var positions: Int { (taps + 3) * (taps + 3) }

  var tileCount: Int {
    shape.batch * shape.input.x * shape.dilation.y * shape.dilation.z * tiles.tiles_down
      * tiles.tiles_across
  }

  // MARK: - Forward

  private var panelCount: Int {
    (shape.outputChannels + Self.panelWidth - 1) / Self.panelWidth
  }

  /// Whether all filters are transformed first, to stay in the shared cache, and each thread works on
  /// blocks of tiles of its own, which stay in its second cache.
  private var threadsOwnBlocks: Bool {
    shape.inputChannels < 256 && panelCount * filterBlockCount < 3 << 20
      && tileCount >= 28 * threads
  }

  /// The input channels that are multiplied at once.
  private var depth: Int {
    let blocks = shape.inputChannels < 256 ? 1 : (shape.inputChannels + 127) / 128
    return ((shape.inputChannels + blocks - 1) / blocks + 15) / 16 * 16
  }

  private var depthBlockCount: Int { (shape.inputChannels + depth - 1) / depth }

  /// The channels of a block of them.
  private func channels(_ block: Int) -> Range<Int> {
    block * depth..<min((block + 1) * depth, shape.inputChannels)
  }

  // The distance of positions is a cache line off a round one, lest all fall into the same set.

  private var filterStride: Int { depth * Self.panelWidth + 16 }
  /// The transformed filters of a panel and a block of channels.
  private var filterBlockCount: Int { positions * filterStride }
  private func inputStride(_ tiles: Int) -> Int { tiles * depth + 16 }
  /// The transformed tiles of a block of channels.
  private func inputBlockCount(_ tiles: Int) -> Int { positions * inputStride(tiles) }
  private func productStride(_ tiles: Int) -> Int { tiles * Self.panelWidth + 16 }
  private func productCount(_ tiles: Int) -> Int { positions * productStride(tiles) }

  /// The tiles of a block at most.
  private var blockTiles: Int {
    let wanted =
      threadsOwnBlocks
      ? max(14, min(112, 180_000 / (positions * (depth + Self.panelWidth)) / 14 * 14))
      : max(28, min(196, (3 << 20) / (positions * depth * depthBlockCount)))
    return min(wanted, max(1, tileCount))
  }

  /// The tiles' range, cut into blocks as even as can be.
  private func blocks(_ range: Range<Int>) -> [Range<Int>] {
    let count = (range.count + blockTiles - 1) / blockTiles
    return (0..<count).map { block in
      let part = range.count.part(block, of: count)
      return range.lowerBound + part.lowerBound..<range.lowerBound + part.upperBound
    }
  }

  var scratchCount: Int {
    let (inputs, products) = (inputBlockCount(blockTiles), productCount(blockTiles))
    return threadsOwnBlocks
      ? panelCount * filterBlockCount + threads * (inputs + products)
      : depthBlockCount * inputs + threads * (filterBlockCount + products)
  }

  func run(
    _ input: UnsafePointer<Float>, filters: UnsafePointer<Float>, epilogue: Epilogue,
    scratch: UnsafeMutablePointer<Float>, into output: UnsafeMutablePointer<Float>
  ) {
    let run = WinogradRun(
      convolution: self, input: input, filters: filters,
      epilogue: epilogue.from(row: 0, column: 0, stride: shape.outputChannels), output: output)
    if threadsOwnBlocks {
      runOwnBlocks(run, scratch)
    } else {
      for block in blocks(0..<tileCount) { runSharedBlock(block, run, scratch) }
    }
  }

  /// Each thread transforms and multiplies tiles of its own by all filters.
  private func runOwnBlocks(_ run: WinogradRun, _ scratch: UnsafeMutablePointer<Float>) {
    let filterCount = filterBlockCount
    parallel(over: panelCount) { range in
      for panel in range {
        run.transformFilters(panel, channels(0), filterStride, scratch + panel * filterCount)
      }
    }
    let own = inputBlockCount(blockTiles) + productCount(blockTiles)
    parallel(over: threads) { range in
      for part in range {
        let inputs = scratch + panelCount * filterCount + part * own
        for block in blocks(tileCount.part(part, of: threads)) {
          let stride = inputStride(block.count)
          let products = inputs + inputBlockCount(block.count)
          run.transformInput(block, channels(0), stride, depth, inputs)
          for panel in 0..<panelCount {
            run.multiply(
              LeftMatrix(inputs, stride: depth), positionStride: stride, tiles: block.count,
              depth: shape.inputChannels, by: scratch + panel * filterCount, filterStride,
              isFirst: true, into: products, productStride(block.count))
            run.transformOutput(panel, block, products, productStride(block.count))
          }
        }
      }
    }
  }

  /// Threads share the transformed tiles, and each multiplies them by panels of its own, whose
  /// filters it transforms block by block of channels into its second cache.
  private func runSharedBlock(
    _ block: Range<Int>, _ run: WinogradRun, _ scratch: UnsafeMutablePointer<Float>
  ) {
    let (stride, count) = (inputStride(block.count), inputBlockCount(block.count))
    parallel(over: block.count * depthBlockCount, minimumPerThread: 4) { range in
      for part in 0..<depthBlockCount {
        let tiles = range.clamped(to: part * block.count..<(part + 1) * block.count)
        guard !tiles.isEmpty else { continue }
        let first = tiles.lowerBound - part * block.count
        run.transformInput(
          block.lowerBound + first..<block.lowerBound + first + tiles.count, channels(part),
          stride, depth, scratch + part * count + first * depth)
      }
    }
    // Where the panels are few and cannot be shared out evenly, the tiles are.
    let divides = panelCount % threads != 0 && panelCount < 4 * threads
    let parts = divides ? threads : 1
    let own = scratch + depthBlockCount * count
    let ownCount = filterBlockCount + productCount(blockTiles)
    parallel(over: threads) { range in
      for thread in range {
        let filters = own + thread * ownCount
        let products = filters + filterBlockCount
        for item in (panelCount * parts).part(thread, of: threads) {
          let (panel, rows) = (item / parts, block.count.part(item % parts, of: parts))
          guard !rows.isEmpty else { continue }
          for part in 0..<depthBlockCount {
            let channels = channels(part)
            run.transformFilters(panel, channels, filterStride, filters)
            run.multiply(
              LeftMatrix(scratch + part * count + rows.lowerBound * depth, stride: depth),
              positionStride: stride, tiles: rows.count, depth: channels.count, by: filters,
              filterStride, isFirst: part == 0, into: products, productStride(rows.count))
          }
          run.transformOutput(
            panel, block.lowerBound + rows.lowerBound..<block.lowerBound + rows.upperBound,
            products, productStride(rows.count))
        }
      }
    }
  }
}

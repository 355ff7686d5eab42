import CKernels

/// The convolutions of all phases of a transposed convolution, each written to its pixels of the output.
struct PhaseConvolution {
  let phases: [TransposedPhase]
  /// The extent of the whole output.
  let extent: ConvolutionShape.Extent
  let threads: Int

  /// The only phase of a stride of 1, whose output is the whole.
  private var single: Convolution? {
    phases.count == 1 ? Convolution(phases[0].shape, threads: threads) : nil
  }

  private var pixels: Int { phases.reduce(0) { $0 + $1.shape.outputPixels } }
  private var outputChannels: Int { phases[0].shape.outputChannels }

  /// With few pixels all patches are gathered first, so that threads can share the columns.
  private var gathersAll: Bool { pixels < 1024 * threads }

  /// The pixels of a block: about 256 KiB of patches.
  private var blockRows: Int {
    let longest = phases.reduce(1) { max($0, $1.shape.patchCount) }
    return max(56, (1 << 16) / longest / 14 * 14)
  }

  /// Patches read where they lie, if every phase's rows are long enough; those of planes.
  private var rows: RowConvolution? {
    let shapes = phases.map(\.shape)
    let isFlat = phases[0].step.x == 1 && shapes[0].input.x == extent.x
    return isFlat && shapes.allSatisfy(RowConvolution.suits) ? RowConvolution(shapes) : nil
  }

  /// Winograd's, phase after phase, if it suits every one; those of planes.
  private var tiles: [WinogradConvolution]? {
    guard phases[0].step.x == 1, phases.allSatisfy({ WinogradConvolution.suits($0.shape) }) else {
      return nil
    }
    return phases.map { WinogradConvolution($0.shape, threads: threads, places: (extent, $0)) }
  }

  var scratchCount: Int {
    if let single { return single.scratchCount }
    if let tiles { return tiles.reduce(0) { max($0, $1.scratchCount) } }
    if let rows { return rows.scratchCount }
    return gathersAll
      ? phases.reduce(0) { $0 + rowCount($1) * $1.shape.outputPixels }
      : threads * blockRows * phases.reduce(0) { max($0, rowCount($1)) }
  }

  /// The floats of a patch and of its products.
  private func rowCount(_ phase: TransposedPhase) -> Int {
    PatchConvolution.rowStride(phase.shape.patchCount) + outputChannels
  }

  func run(
    _ input: UnsafePointer<Float>, filters: UnsafePointer<Float>, epilogue: Epilogue,
    scratch: UnsafeMutablePointer<Float>, into output: UnsafeMutablePointer<Float>
  ) {
    if let single {
      return single.run(input, filters: filters, epilogue: epilogue, scratch: scratch, into: output)
    }
    if let tiles {
      var filters = filters
      for convolution in tiles {
        convolution.run(
          input, filters: filters, epilogue: epilogue, scratch: scratch, into: output)
        filters += PackedMatrix.packedCount(
          rows: convolution.shape.patchCount, columns: outputChannels)
      }
      return
    }
    if let rows {
      var filters = filters
      let parts = phases.map { phase in
        defer {
          filters += PackedMatrix.packedCount(
            rows: phase.shape.patchCount, columns: outputChannels)
        }
        return RowConvolution.Part(
          shape: phase.shape, filters: filters, first: (phase.first.y, phase.first.z),
          step: (phase.step.y, phase.step.z))
      }
      return rows.run(
        parts, input, epilogue: epilogue, extent: extent, scratch: scratch, into: output)
    }
    var (works, patches, packed) = ([Work](), scratch, filters)
    for phase in phases {
      works.append(Work(phase: phase, filters: packed, patches: patches))
      packed += PackedMatrix.packedCount(rows: phase.shape.patchCount, columns: outputChannels)
      patches += rowCount(phase) * phase.shape.outputPixels
    }
    if gathersAll {
      runTogether(works, input, epilogue, output)
    } else {
      runBlocks(works, input, epilogue, scratch, output)
    }
  }

  /// What there is to do for a phase.
  private struct Work {
    let phase: TransposedPhase
    let filters: UnsafePointer<Float>
    /// Room for all patches, and for the products behind them.
    let patches: UnsafeMutablePointer<Float>

    var patchStride: Int { PatchConvolution.rowStride(phase.shape.patchCount) }

    var products: UnsafeMutablePointer<Float> {
      patches + phase.shape.outputPixels * patchStride
    }

    func gather(
      _ rows: Range<Int>, _ input: UnsafePointer<Float>, into patches: UnsafeMutablePointer<Float>
    ) {
      var shape = phase.shape.forC
      zoo_convolution().pointee.gather(
        &shape, 0, rows.lowerBound, rows.count, input, patches, patchStride)
    }

    /// `products = epilogue(patches · filters)` for some panels of columns.
    func multiply(
      _ patches: UnsafePointer<Float>, rows: Int, panels: Range<Int>, _ epilogue: Epilogue,
      into products: UnsafeMutablePointer<Float>
    ) {
      let (shape, width) = (phase.shape, PackedMatrix.panelWidth)
      let column = panels.lowerBound * width
      var product = zoo_product(
        m: rows, n: min(panels.upperBound * width, shape.outputChannels) - column,
        k: shape.patchCount, a: patches, a_stride: patchStride, a_transposed: 0, segments: 1,
        segment_stride: 0,
        b: filters + column * shape.patchCount, b_stride: width,
        panel_stride: width * shape.patchCount, c: products + column,
        c_stride: shape.outputChannels,
        epilogue: epilogue.from(row: 0, column: column, stride: shape.outputChannels))
      zoo_gemm().pointee.product(&product)
    }

    func place(
      _ rows: Range<Int>, _ products: UnsafePointer<Float>, extent: ConvolutionShape.Extent,
      into output: UnsafeMutablePointer<Float>
    ) {
      var places = zoo_places(
        from: tuple(phase.shape.output), to: tuple(extent),
        first: tuple(phase.first), step: tuple(phase.step), channels: phase.shape.outputChannels)
      zoo_convolution().pointee.place(&places, rows.lowerBound, rows.count, products, output)
    }

    private func tuple(_ x: ConvolutionShape.Extent) -> (Int, Int, Int) { (x.x, x.y, x.z) }
  }

  private func runTogether(
    _ works: [Work], _ input: UnsafePointer<Float>, _ epilogue: Epilogue,
    _ output: UnsafeMutablePointer<Float>
  ) {
    func forEachRange(_ minimum: Int, _ body: (Work, Range<Int>) -> Void) {
      parallel(over: pixels, minimumPerThread: minimum) { range in
        var first = 0
        for work in works {
          let count = work.phase.shape.outputPixels
          let rows = range.clamped(to: first..<first + count)
          if !rows.isEmpty { body(work, rows.lowerBound - first..<rows.upperBound - first) }
          first += count
        }
      }
    }
    forEachRange(8) { work, rows in
      work.gather(
        rows, input, into: work.patches + rows.lowerBound * work.patchStride)
    }
    let panels = (outputChannels + PackedMatrix.panelWidth - 1) / PackedMatrix.panelWidth
    parallel(over: works.count * panels) { range in
      for item in range {
        let (work, panel) = (works[item / panels], item % panels)
        work.multiply(
          work.patches, rows: work.phase.shape.outputPixels, panels: panel..<panel + 1, epilogue,
          into: work.products)
      }
    }
    forEachRange(64) { work, rows in
      work.place(
        rows, work.products + rows.lowerBound * outputChannels, extent: extent, into: output)
    }
  }

  private func runBlocks(
    _ works: [Work], _ input: UnsafePointer<Float>, _ epilogue: Epilogue,
    _ scratch: UnsafeMutablePointer<Float>, _ output: UnsafeMutablePointer<Float>
  ) {
    let own = scratchCount / threads
    let panels = (outputChannels + PackedMatrix.panelWidth - 1) / PackedMatrix.panelWidth
    parallel(over: threads) { range in
      for part in range {
        let patches = scratch + part * own
        for work in works {
          let rows = work.phase.shape.outputPixels.part(part, of: threads)
          let products = patches + blockRows * work.patchStride
          for first in stride(from: rows.lowerBound, to: rows.upperBound, by: blockRows) {
            let block = first..<min(first + blockRows, rows.upperBound)
            work.gather(block, input, into: patches)
            work.multiply(
              patches, rows: block.count, panels: 0..<panels, epilogue, into: products)
            work.place(block, products, extent: extent, into: output)
          }
        }
      }
    }
  }
}

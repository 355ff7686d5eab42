import CKernels

/// Convolution by patches: `output[p, o] = Σ_k patches[p, k] · filters[k, o]`, group by group.
struct PatchConvolution {
  let shape: ConvolutionShape
  /// The threads that the scratch has room for, whatever their number becomes meanwhile.
  let threads: Int

  init(_ shape: ConvolutionShape, threads: Int) {
    self.shape = shape
    self.threads = threads
  }

  /// With few outputs all patches are gathered first, so that threads can share the columns.
  private var gathersAll: Bool { shape.outputPixels < 64 * threads }

  /// The rows of a block: about 256 KiB of patches.
  private var blockRows: Int {
    gathersAll ? shape.outputPixels : max(56, (1 << 16) / max(1, shape.patchCount) / 14 * 14)
  }

  /// The distance of rows of patches: a cache line off a round one, lest all fall into the same set.
  private var patchStride: Int { Self.rowStride(shape.patchCount) }

  /// The distance of rows of `count` floats.
  static func rowStride(_ count: Int) -> Int { count % 256 == 0 ? count + 16 : count }

  var scratchCount: Int { blockRows * patchStride * (gathersAll ? 1 : threads) }

  func run(
    _ input: UnsafePointer<Float>, filters: UnsafePointer<Float>, epilogue: Epilogue,
    scratch: UnsafeMutablePointer<Float>, into output: UnsafeMutablePointer<Float>
  ) {
    let kernels = zoo_convolution().pointee
    let shapeForC = shape.forC
    for group in 0..<shape.groups {
      let columns = shape.groupOutputs
      let packed = PackedMatrix(
        panels: filters
          + group * PackedMatrix.packedCount(rows: shape.patchCount, columns: columns),
        rows: shape.patchCount, columns: columns)
      func multiplyBlock(_ rows: Range<Int>, _ patches: UnsafePointer<Float>) {
        let first = rows.lowerBound * shape.outputChannels + group * columns
        multiply(
          LeftMatrix(patches, stride: patchStride), rows: rows.count, by: packed,
          into: output + first, stride: shape.outputChannels,
          epilogue: Epilogue(
            bias: epilogue.bias.map { $0 + group * columns },
            residual: epilogue.residual.map { $0 + first }, activation: epilogue.activation))
      }
      if gathersAll {
        parallel(over: shape.outputPixels, minimumPerThread: 4) { range in
          var shapeForC = shapeForC
          kernels.gather(
            &shapeForC, group, range.lowerBound, range.count, input,
            scratch + range.lowerBound * patchStride, patchStride)
        }
        multiplyBlock(0..<shape.outputPixels, scratch)
        continue
      }
      parallel(over: threads) { range in
        var shapeForC = shapeForC
        for part in range {
          let patches = scratch + part * blockRows * patchStride
          let rows = shape.outputPixels.part(part, of: threads)
          for first in stride(from: rows.lowerBound, to: rows.upperBound, by: blockRows) {
            let block = first..<min(first + blockRows, rows.upperBound)
            kernels.gather(
              &shapeForC, group, first, block.count, input, patches, patchStride)
            multiplyBlock(block, patches)
          }
        }
      }
    }
  }
}

extension Int {
  /// The range of a part when `0..<self` is divided into parts as even as can be.
  func part(_ index: Int, of parts: Int) -> Range<Int> {
    index * self / parts..<(index + 1) * self / parts
  }
}

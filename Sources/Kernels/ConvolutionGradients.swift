import CKernels

/// The gradient of a convolution at its filters, from that of its output before the activation; that at its
/// input is a `TransposedConvolution`.
public struct ConvolutionGradients: Sendable {
  /// The extents of the forward convolution.
  public let shape: ConvolutionShape
  /// The threads that a run is divided for: scratch and run agree on them.
  private let threads = threadCount

  /// Creates the gradients of a convolution.
  public init(_ shape: ConvolutionShape) {
    self.shape = shape
  }

  /// The rows of a block of patches, at least one: about 4 MiB.
  private var blockRows: Int {
    max(1, min(shape.outputPixels, max(64, (1 << 20) / max(1, shape.patchCount))))
  }

  private var patchStride: Int { PatchConvolution.rowStride(shape.patchCount) }

  /// The floats of scratch that `filters` takes.
  public var filterScratchCount: Int {
    if shape.taps == 9, WinogradConvolution.suits(shape) {
      return WinogradConvolution(shape).filterGradientScratchCount
    }
    if RowConvolutionGradient.suits(shape) {
      return RowConvolutionGradient(shape, threads: threads).scratchCount
    }
    return blockRows * patchStride
      + PackedMatrix.packedCount(rows: blockRows, columns: shape.groupOutputs)
  }

  /// The gradient of the filters: `Σ_p patches[p, k] · gradient[p, o]`, by Winograd where it suits.
  ///
  /// - Parameters:
  ///   - gradient: That of the output, `[batch, output…, outputChannels]`.
  ///   - input: `[batch, input…, inputChannels]`.
  ///   - scratch: Room for `filterScratchCount` floats.
  ///   - result: `[kernel…, inputChannels / groups, outputChannels]`.
  public func filters(
    of gradient: UnsafePointer<Float>, input: UnsafePointer<Float>,
    scratch: UnsafeMutablePointer<Float>, into result: UnsafeMutablePointer<Float>
  ) {
    if shape.taps == 9, WinogradConvolution.suits(shape) {
      return WinogradConvolution(shape).filterGradient(
        of: gradient, input: input, scratch: scratch, into: result)
    }
    if RowConvolutionGradient.suits(shape) {
      return RowConvolutionGradient(shape, threads: threads).run(
        of: gradient, input: input, scratch: scratch, into: result)
    }
    let kernels = zoo_convolution().pointee
    let (rows, columns) = (shape.patchCount, shape.groupOutputs)
    let panels = scratch + blockRows * patchStride
    let shapeForC = shape.forC
    for group in 0..<shape.groups {
      for first in stride(from: 0, to: shape.outputPixels, by: blockRows) {
        let count = min(blockRows, shape.outputPixels - first)
        var patches = LeftMatrix(scratch, stride: patchStride, isTransposed: true)
        if shape.isMatrixProduct {
          patches = LeftMatrix(input + first * rows, stride: rows, isTransposed: true)
        } else {
          parallel(over: count, minimumPerThread: 16) { range in
            var shapeForC = shapeForC
            kernels.gather(
              &shapeForC, group, first + range.lowerBound, range.count, input,
              scratch + range.lowerBound * patchStride, patchStride)
          }
        }
        let packed = PackedMatrix.pack(
          gradient + first * shape.outputChannels + group * columns, rows: count,
          columns: columns, rowStride: shape.outputChannels, columnStride: 1, into: panels)
        let target = result + group * columns
        multiply(
          patches, rows: rows, by: packed, into: target, stride: shape.outputChannels,
          epilogue: Epilogue(residual: first == 0 ? nil : UnsafePointer(target)))
      }
      if shape.outputPixels == 0 {
        result.update(repeating: 0, count: shape.weightCount)
      }
    }
  }
}

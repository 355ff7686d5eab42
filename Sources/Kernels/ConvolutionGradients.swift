import CKernels

/// The gradients of a convolution, from that of its output before the activation.
public struct ConvolutionGradients: Sendable {
  /// The extents of the forward convolution.
  public let shape: ConvolutionShape

  /// Creates the gradients of a convolution.
  public init(_ shape: ConvolutionShape) {
    self.shape = shape
  }

  /// The rows of a block of patches, at least one: about 4 MiB.
  private var blockRows: Int {
    max(1, min(shape.outputPixels, max(64, (1 << 20) / max(1, shape.patchCount))))
  }

  // MARK: - Input

  /// The floats of scratch that `input` takes.
  public var inputScratchCount: Int {
    PackedMatrix.packedCount(rows: shape.groupOutputs, columns: shape.patchCount)
      + blockRows * shape.patchCount
  }

  /// The gradient of the input for any stride, dilation and groups: the patches' gradients, a product
  /// with the transposed filters, are added where the patches came from.
  ///
  /// - Parameters:
  ///   - gradient: That of the output, `[batch, output…, outputChannels]`.
  ///   - filters: `[kernel…, inputChannels / groups, outputChannels]`, not packed.
  ///   - scratch: Room for `inputScratchCount` floats.
  ///   - result: That of the input, `[batch, input…, inputChannels]`.
  public func input(
    of gradient: UnsafePointer<Float>, filters: UnsafePointer<Float>,
    scratch: UnsafeMutablePointer<Float>, into result: UnsafeMutablePointer<Float>
  ) {
    let kernels = zoo_convolution().pointee
    let (columns, depth) = (shape.patchCount, shape.groupOutputs)
    let inputCount = shape.inputPixels * shape.inputChannels
    parallel(over: inputCount, minimumPerThread: 1 << 14) {
      (result + $0.lowerBound).update(repeating: 0, count: $0.count)
    }
    let patches = scratch + PackedMatrix.packedCount(rows: depth, columns: columns)
    let shapeForC = shape.forC
    for group in 0..<shape.groups {
      let packed = PackedMatrix.pack(
        filters + group * depth, rows: depth, columns: columns, rowStride: 1,
        columnStride: shape.outputChannels, into: scratch)
      for first in stride(from: 0, to: shape.outputPixels, by: blockRows) {
        let count = min(blockRows, shape.outputPixels - first)
        multiply(
          LeftMatrix(
            gradient + first * shape.outputChannels + group * depth,
            stride: shape.outputChannels),
          rows: count, by: packed, into: patches, stride: columns)
        // Patches overlap, channels do not.
        parallel(over: shape.inputChannels / shape.groups, minimumPerThread: 16) { channels in
          var shapeForC = shapeForC
          kernels.scatter(
            &shapeForC, group, first, count, channels.lowerBound, channels.upperBound, patches,
            result)
        }
      }
    }
  }

  // MARK: - Filters

  /// The floats of scratch that `filters` takes.
  public var filterScratchCount: Int {
    if WinogradConvolution.suits(shape) {
      return WinogradConvolution(shape).filterGradientScratchCount
    }
    return blockRows * shape.patchCount
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
    if WinogradConvolution.suits(shape) {
      return WinogradConvolution(shape).filterGradient(
        of: gradient, input: input, scratch: scratch, into: result)
    }
    let kernels = zoo_convolution().pointee
    let (rows, columns) = (shape.patchCount, shape.groupOutputs)
    let panels = scratch + blockRows * rows
    let shapeForC = shape.forC
    for group in 0..<shape.groups {
      for first in stride(from: 0, to: shape.outputPixels, by: blockRows) {
        let count = min(blockRows, shape.outputPixels - first)
        var patches = UnsafePointer(scratch)
        if shape.isMatrixProduct {
          patches = input + first * rows
        } else {
          parallel(over: count, minimumPerThread: 16) { range in
            var shapeForC = shapeForC
            kernels.gather(
              &shapeForC, group, first + range.lowerBound, range.count, input,
              scratch + range.lowerBound * rows)
          }
        }
        let packed = PackedMatrix.pack(
          gradient + first * shape.outputChannels + group * columns, rows: count,
          columns: columns, rowStride: shape.outputChannels, columnStride: 1, into: panels)
        let target = result + group * columns
        multiply(
          LeftMatrix(patches, stride: rows, isTransposed: true), rows: rows, by: packed,
          into: target, stride: shape.outputChannels,
          epilogue: Epilogue(residual: first == 0 ? nil : UnsafePointer(target)))
      }
      if shape.outputPixels == 0 {
        result.update(repeating: 0, count: shape.weightCount)
      }
    }
  }
}

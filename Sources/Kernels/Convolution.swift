import CKernels

/// How a convolution is computed; the filters are packed alike for all.
///
/// - 1×1, stride 1 → matrix product,
/// - 3×3 or 2×2, stride 1, 16 channels or more and maps that are not tiny → Winograd F(4×4, 3×3) or
///   F(4×4, 2×2),
/// - rows of outputs that fill the tiles of a product → patches read where they lie,
/// - otherwise → patches (im2col), gathered block by block.
public enum ConvolutionAlgorithm: Sendable {
  /// The input is the left operand as it lies.
  case matrixProduct
  /// Tiles of the input are transformed, multiplied and transformed back.
  case winograd
  /// The left operand is the input, padded, whose elements take part in many patches.
  case rows
  /// Patches of the input are gathered into rows of the left operand.
  case patches

  /// The algorithm for a shape.
  public init(for shape: ConvolutionShape) {
    self =
      shape.isMatrixProduct
      ? .matrixProduct
      : WinogradConvolution.suits(shape)
        ? .winograd : RowConvolution.suits(shape) ? .rows : .patches
  }
}

/// A convolution, `output = epilogue(input ⋆ filters)`, with filters packed beforehand.
public struct Convolution: Sendable {
  /// The extents.
  public let shape: ConvolutionShape
  let algorithm: ConvolutionAlgorithm
  /// The threads that a run is divided for: scratch and run agree on them.
  private let threads: Int

  /// Creates the convolution of a shape.
  public init(_ shape: ConvolutionShape) {
    self.init(shape, threads: threadCount)
  }

  init(_ shape: ConvolutionShape, threads: Int) {
    self.shape = shape
    self.threads = threads
    algorithm = ConvolutionAlgorithm(for: shape)
  }

  /// The floats that packed filters take.
  public var packedCount: Int { shape.groups * groupPackedCount }

  /// The floats of scratch that a run takes.
  public var scratchCount: Int {
    switch algorithm {
    case .matrixProduct: 0
    case .winograd: WinogradConvolution(shape, threads: threads).scratchCount
    case .rows: RowConvolution([shape]).scratchCount
    case .patches: PatchConvolution(shape, threads: threads).scratchCount
    }
  }

  /// Packs filters `[kernel…, inputChannels / groups, outputChannels]`.
  ///
  /// - Parameters:
  ///   - filters: The filters.
  ///   - packed: Room for `packedCount` floats.
  public func pack(
    _ filters: UnsafePointer<Float>, into packed: UnsafeMutablePointer<Float>
  ) {
    let columns = shape.groupOutputs
    for group in 0..<shape.groups {
      PackedMatrix.pack(
        filters + group * columns, rows: shape.patchCount, columns: columns,
        rowStride: shape.outputChannels, columnStride: 1, into: packed + group * groupPackedCount)
    }
  }

  /// Runs the convolution.
  ///
  /// - Parameters:
  ///   - input: `[batch, input…, inputChannels]`.
  ///   - filters: What `pack` wrote.
  ///   - epilogue: The bias, residual and activation.
  ///   - scratch: Room for `scratchCount` floats.
  ///   - output: `[batch, output…, outputChannels]`.
  public func run(
    _ input: UnsafePointer<Float>, filters: UnsafePointer<Float>, epilogue: Epilogue,
    scratch: UnsafeMutablePointer<Float>, into output: UnsafeMutablePointer<Float>
  ) {
    switch algorithm {
    case .matrixProduct:
      multiply(
        LeftMatrix(input, stride: shape.inputChannels), rows: shape.outputPixels,
        by: PackedMatrix(
          panels: filters, rows: shape.inputChannels, columns: shape.outputChannels),
        into: output, stride: shape.outputChannels, epilogue: epilogue)
    case .winograd:
      WinogradConvolution(shape, threads: threads).run(
        input, filters: filters, epilogue: epilogue, scratch: scratch, into: output)
    case .rows:
      RowConvolution([shape]).run(
        [RowConvolution.Part(shape: shape, filters: filters)], input, epilogue: epilogue,
        extent: shape.output, scratch: scratch, into: output)
    case .patches:
      PatchConvolution(shape, threads: threads).run(
        input, filters: filters, epilogue: epilogue, scratch: scratch, into: output)
    }
  }

  private var groupPackedCount: Int {
    PackedMatrix.packedCount(rows: shape.patchCount, columns: shape.groupOutputs)
  }
}

import CKernels

/// Convolutions of one input by matrix products that read patches where they lie: neighbours in a row of
/// the output see parts of the input a stride apart, and a row of a filter is one run of it.
struct RowConvolution {
  /// A convolution, and where its output goes.
  struct Part {
    let shape: ConvolutionShape
    let filters: UnsafePointer<Float>
    /// The first row and column of the whole output, and the distance of the next ones.
    var first: (y: Int, x: Int) = (0, 0)
    var step: (y: Int, x: Int) = (1, 1)
  }

  private let planes: PaddedPlanes

  init(_ shapes: [ConvolutionShape]) {
    planes = PaddedPlanes(shapes)
  }

  /// Whether the algorithm applies and pays: rows fill the tiles of a product.
  static func suits(_ shape: ConvolutionShape) -> Bool {
    shape.groups == 1 && shape.kernel.x == 1 && shape.stride.x == 1 && shape.padding.x == 0
      && shape.dilation.z == 1 && shape.output.z >= 12
  }

  var scratchCount: Int { planes.scratchCount }

  /// Runs the convolutions; `extent` is that of the whole output.
  func run(
    _ parts: [Part], _ input: UnsafePointer<Float>, epilogue: Epilogue,
    extent: ConvolutionShape.Extent, scratch: UnsafeMutablePointer<Float>,
    into output: UnsafeMutablePointer<Float>
  ) {
    let padded = planes.padding(input, scratch)
    func rowCount(_ part: Part) -> Int {
      part.shape.batch * part.shape.output.x * part.shape.output.y
    }
    parallel(over: parts.reduce(0) { $0 + rowCount($1) }) { range in
      var first = 0
      for part in parts {
        let rows = range.clamped(to: first..<first + rowCount(part))
        if !rows.isEmpty {
          run(
            part, rows: rows.lowerBound - first..<rows.upperBound - first, padded, epilogue,
            extent, output)
        }
        first += rowCount(part)
      }
    }
  }

  /// Some rows of a convolution, in chunks that stay in the second cache while all panels pass.
  private func run(
    _ part: Part, rows: Range<Int>, _ padded: UnsafePointer<Float>, _ epilogue: Epilogue,
    _ extent: ConvolutionShape.Extent, _ output: UnsafeMutablePointer<Float>
  ) {
    let chunk = max(1, (1 << 16) / max(1, part.shape.stride.y * planes.rowStride))
    for first in stride(from: rows.lowerBound, to: rows.upperBound, by: chunk) {
      for column in stride(from: 0, to: part.shape.outputChannels, by: PackedMatrix.panelWidth) {
        for row in first..<min(first + chunk, rows.upperBound) {
          multiply(part, row, column, padded, epilogue, extent, output)
        }
      }
    }
  }

  /// A row of the output, a panel of its channels.
  private func multiply(
    _ part: Part, _ row: Int, _ column: Int, _ padded: UnsafePointer<Float>, _ epilogue: Epilogue,
    _ extent: ConvolutionShape.Extent, _ output: UnsafeMutablePointer<Float>
  ) {
    let (shape, width) = (part.shape, PackedMatrix.panelWidth)
    let (plane, y) = row.quotientAndRemainder(dividingBy: shape.output.y)
    let pixel = (plane * extent.y + part.first.y + part.step.y * y) * extent.z + part.first.x
    let first = pixel * shape.outputChannels + column
    let stride = part.step.x * shape.outputChannels
    var product = zoo_product(
      m: shape.output.z, n: min(width, shape.outputChannels - column),
      k: shape.kernel.z * shape.inputChannels,
      a: padded + plane * planes.planeStride + y * shape.stride.y * planes.rowStride
        + planes.offset(of: shape),
      a_stride: shape.stride.z * shape.inputChannels, a_transposed: 0, segments: shape.kernel.y,
      segment_stride: shape.dilation.y * planes.rowStride,
      b: part.filters + column * shape.patchCount, b_stride: width, panel_stride: 0,
      c: output + first, c_stride: stride,
      epilogue: zoo_epilogue(
        bias: epilogue.bias.map { $0 + column }, residual: epilogue.residual.map { $0 + first },
        residual_stride: stride, activation: epilogue.activation.code,
        slope: epilogue.activation.slope))
    zoo_gemm().pointee.product(&product)
  }
}

import CKernels

/// The gradient of the filters, from patches that are read where they lie.
///
/// `dW[t, x·c, o] = Σ_pixels input[pixel + t, x·c] · gradient[pixel, o]`: for each row `t` of the filter
/// a product whose terms are pixels. A chunk of pixels stays in the first cache while the rows of filter
/// elements pass; threads own panels of outputs, or rows of filters.
struct RowConvolutionGradient {
  let shape: ConvolutionShape
  private let threads: Int
  private let planes: PaddedPlanes

  init(_ shape: ConvolutionShape, threads: Int) {
    self.shape = shape
    self.threads = threads
    planes = PaddedPlanes([shape])
  }

  /// Whether the algorithm applies and pays: planes of pixels enough that the sums are seldom read and
  /// written.
  static func suits(_ shape: ConvolutionShape) -> Bool {
    shape.groups == 1 && shape.kernel.x == 1 && shape.stride.x == 1 && shape.padding.x == 0
      && shape.dilation.z == 1 && shape.output.y * shape.output.z >= 64
  }

  /// The rows of a chunk.
  private var chunkRows: Int { max(1, 256 / shape.output.z) }
  private var panelCount: Int {
    (shape.outputChannels + PackedMatrix.panelWidth - 1) / PackedMatrix.panelWidth
  }
  private var panelSize: Int { chunkRows * shape.output.z * PackedMatrix.panelWidth }

  var scratchCount: Int { planes.scratchCount + threads * panelSize }

  func run(
    of gradient: UnsafePointer<Float>, input: UnsafePointer<Float>,
    scratch: UnsafeMutablePointer<Float>, into result: UnsafeMutablePointer<Float>
  ) {
    let planeCount = shape.batch * shape.output.x
    guard planeCount > 0 else { return result.update(repeating: 0, count: shape.weightCount) }
    let padded = planes.padding(input, scratch)
    parallel(over: threads) { range in
      for part in range {
        let items = (panelCount * shape.kernel.y).part(part, of: threads)
        guard !items.isEmpty else { continue }
        let packed = scratch + planes.scratchCount + part * panelSize
        for plane in 0..<planeCount {
          for y in stride(from: 0, to: shape.output.y, by: chunkRows) {
            let rows = y..<min(y + chunkRows, shape.output.y)
            add(plane, rows, items, gradient, padded, packed, result)
          }
        }
      }
    }
  }

  /// Adds what the rows of a plane contribute; an item is a panel of outputs and a row of the filter.
  private func add(
    _ plane: Int, _ rows: Range<Int>, _ items: Range<Int>, _ gradient: UnsafePointer<Float>,
    _ padded: UnsafePointer<Float>, _ packed: UnsafeMutablePointer<Float>,
    _ result: UnsafeMutablePointer<Float>
  ) {
    let (kernels, width) = (zoo_gemm().pointee, PackedMatrix.panelWidth)
    let (outputs, filterRow) = (shape.outputChannels, shape.kernel.z * shape.inputChannels)
    let pixels = gradient + (plane * shape.output.y + rows.lowerBound) * shape.output.z * outputs
    let patches = padded + plane * planes.planeStride + planes.offset(of: shape)
    for item in items {
      let (panel, tap) = item.quotientAndRemainder(dividingBy: shape.kernel.y)
      let (column, columns) = (panel * width, min(width, outputs - panel * width))
      if tap == 0 || item == items.lowerBound {
        kernels.pack(
          rows.count * shape.output.z, columns, pixels + column, outputs, 1, packed, panelSize)
      }
      let target = result + tap * filterRow * outputs + column
      let isFirst = plane == 0 && rows.lowerBound == 0
      let sums = Epilogue(residual: isFirst ? nil : UnsafePointer(target))
      var product = zoo_product(
        m: filterRow, n: columns, k: shape.output.z,
        a: patches
          + (rows.lowerBound * shape.stride.y + tap * shape.dilation.y) * planes.rowStride,
        a_stride: shape.stride.z * shape.inputChannels, a_transposed: 1, segments: rows.count,
        segment_stride: shape.stride.y * planes.rowStride, b: packed, b_stride: width,
        panel_stride: 0, c: target, c_stride: outputs,
        epilogue: sums.from(row: 0, column: 0, stride: outputs))
      kernels.product(&product)
    }
  }
}

import CKernels

/// The output pixels of a transposed convolution whose positions have the same remainders by its stride:
/// they are a convolution of stride 1 of the input with some of the filter's elements, turned by 180°.
struct TransposedPhase: Sendable {
  /// That of the convolution; its outputs are the pixels of the phase.
  let shape: ConvolutionShape
  /// The first pixel of the phase.
  let first: ConvolutionShape.Extent
  /// The distance of its pixels.
  let step: ConvolutionShape.Extent
  /// The elements of the whole filter, in the order of the phase's.
  private let taps: [Int]

  /// An axis of a phase.
  private struct Axis {
    let first, kernel, padding, output: Int
    /// The whole filter's elements, turned.
    let taps: [Int]

    /// Output `first + s·i` sees the inputs `i + (first + padding)/s − u` through the elements
    /// `(first + padding) mod s + s·u`.
    init(_ adjoint: ConvolutionShape, _ axis: Int, first: Int) {
      let (stride, dilation) = (adjoint.stride[axis], adjoint.dilation[axis])
      let (quotient, remainder) =
        (first + adjoint.padding[axis]).quotientAndRemainder(dividingBy: stride)
      let taps = Array(Swift.stride(from: remainder, to: adjoint.kernel[axis], by: stride))
      self.first = first
      self.taps = taps.reversed()
      kernel = taps.count
      padding = dilation * (taps.count - 1) - quotient
      output = max(0, (adjoint.input[axis] - first + stride - 1) / stride)
    }
  }

  /// All phases of the adjoint of a convolution; none where the filter's elements are apart from each
  /// other as well as its places, where it does not cover its stride, or where it begins inside.
  static func all(of adjoint: ConvolutionShape) -> [TransposedPhase] {
    for axis in 0..<3 {
      let stride = adjoint.stride[axis]
      guard adjoint.padding[axis] >= 0 || stride == 1, adjoint.kernel[axis] >= stride,
        stride == 1 || adjoint.dilation[axis] == 1
      else { return [] }
    }
    var phases: [TransposedPhase] = []
    for z in 0..<adjoint.stride.x {
      for y in 0..<adjoint.stride.y {
        for x in 0..<adjoint.stride.z {
          phases.append(
            TransposedPhase(
              adjoint, Axis(adjoint, 0, first: z), Axis(adjoint, 1, first: y),
              Axis(adjoint, 2, first: x)))
        }
      }
    }
    return phases
  }

  private init(_ adjoint: ConvolutionShape, _ z: Axis, _ y: Axis, _ x: Axis) {
    var shape = adjoint
    (shape.input, shape.output) = (adjoint.output, [z.output, y.output, x.output])
    (shape.inputChannels, shape.outputChannels) = (adjoint.outputChannels, adjoint.inputChannels)
    shape.kernel = [z.kernel, y.kernel, x.kernel]
    shape.padding = [z.padding, y.padding, x.padding]
    shape.stride = [1, 1, 1]
    self.shape = shape
    first = [z.first, y.first, x.first]
    step = adjoint.stride
    taps = z.taps.flatMap { z in
      y.taps.flatMap { y in
        x.taps.map { x in (z * adjoint.kernel.y + y) * adjoint.kernel.z + x }
      }
    }
  }

  /// Packs `[tap, i, o] = filters[taps[tap], o, i]`, as `Convolution` packs filters.
  func pack(_ filters: UnsafePointer<Float>, into packed: UnsafeMutablePointer<Float>) {
    let (rows, columns) = (shape.inputChannels, shape.outputChannels)
    let (kernels, width) = (zoo_gemm().pointee, PackedMatrix.panelWidth)
    parallel(over: taps.count) { range in
      for tap in range {
        kernels.pack(
          rows, columns, filters + taps[tap] * rows * columns, 1, rows,
          packed + tap * rows * width, taps.count * rows * width)
      }
    }
  }
}

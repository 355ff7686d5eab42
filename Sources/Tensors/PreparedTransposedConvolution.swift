import Kernels

/// The filters of a transposed convolution, packed once for many runs.
public struct PreparedTransposedConvolution: Sendable {
  /// What the kernel reads.
  let filters: Tensor
  /// The shape of the filters before.
  let weightShape: [Int]
  /// That of the transposed convolution.
  let geometry: Conv2dGeometry
  /// The filters as the gradient of the input needs them, if they are kept.
  let adjoint: KeptFilters?

  /// Whether gradients of the input can be had.
  public var keepsWeight: Bool { adjoint != nil }

  /// Prepares filters.
  ///
  /// - Parameters:
  ///   - weight: `[kH, kW, out / groups, in]`.
  ///   - geometry: That of the transposed convolution which will use them.
  ///   - keepsWeight: Whether gradients of the input can be wanted.
  public init(
    weight: Tensor, geometry: Conv2dGeometry = Conv2dGeometry(), keepsWeight: Bool = false
  ) {
    guard weight.rank == 4 else {
      trap("prepared transposed convolution: weight [kH, kW, out, in], not \(weight.shape)")
    }
    weightShape = weight.shape
    self.geometry = geometry
    // The packing does not depend on the extent of the input; this one is large enough.
    let side = 2 * geometry.padding.max() + 1
    let (shape, _) = Tensor.zeros([1, side, side, weight.shape[3]]).transposedShape(
      weight: weight.shape, geometry: geometry, outputPadding: [0, 0], bias: nil)
    filters = TransposedConvolution(shape).packed(weight)
    adjoint = keepsWeight ? KeptFilters(weight) : nil
  }
}

extension Tensor {
  /// A transposed two-dimensional convolution with prepared filters.
  ///
  /// - Input: `[N, H, W, in]`.
  /// - Output: `[N, H′, W′, out]`.
  ///
  /// A gradient flows to the input alone, where the filters are kept.
  ///
  /// - Parameters:
  ///   - prepared: The filters, with the geometry.
  ///   - bias: The offset of each output channel, `[out]`.
  ///   - outputPadding: Rows and columns more at the end of the output.
  ///   - activation: What is applied last.
  /// - Returns: The feature maps.
  public func transposedConvolved(
    with prepared: PreparedTransposedConvolution, bias: Tensor? = nil,
    outputPadding: SIMD2<Int> = [0, 0], activation: Activation = .none
  ) -> Tensor {
    let (adjoint, outputShape) = transposedShape(
      weight: prepared.weightShape, geometry: prepared.geometry, outputPadding: outputPadding,
      bias: bias)
    let output = TransposedConvolution(adjoint).output(
      self, packed: prepared.filters, bias: bias, activation: activation, shape: outputShape)
    guard isTracked else { return output }
    guard let filters = prepared.adjoint else {
      trap("transposedConvolved: the filters were prepared without gradients of the input")
    }
    let (inputShape, kept) = (shape, activation == .none ? nil : output)
    return .recording(output, [self]) { gradient, _ in
      let gradient = kept.map { activation.gradient(gradient, output: $0) } ?? gradient
      let convolution = Convolution(adjoint)
      return [
        convolution.output(
          gradient, packed: filters.packed { convolution.packed($0) }, shape: inputShape)
      ]
    }
  }
}

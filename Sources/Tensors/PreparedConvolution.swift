import Kernels

/// The filters of a convolution, packed once for many runs.
public struct PreparedConvolution: Sendable {
  /// What the kernel reads.
  let filters: Tensor
  /// The shape of the filters before, with a depth.
  let weightShape: [Int]
  /// That of the convolution.
  let geometry: Conv3dGeometry
  /// The filters as the gradient of the input needs them, if they are kept.
  let adjoint: KeptFilters?

  /// Whether gradients of the input can be had.
  public var keepsWeight: Bool { adjoint != nil }

  /// Prepares the filters of a two-dimensional convolution.
  ///
  /// - Parameters:
  ///   - weight: `[kH, kW, in / groups, out]`.
  ///   - geometry: That of the convolution which will use them.
  ///   - keepsWeight: Whether gradients of the input can be wanted.
  public init(
    weight: Tensor, geometry: Conv2dGeometry = Conv2dGeometry(), keepsWeight: Bool = false
  ) {
    guard weight.rank == 4 else {
      trap("prepared convolution: weight [kH, kW, in, out], not \(weight.shape)")
    }
    self.init(
      weight: weight.withShape([1] + weight.shape), geometry: geometry.in3d,
      keepsWeight: keepsWeight)
  }

  /// Prepares the filters of a three-dimensional convolution.
  ///
  /// - Parameters:
  ///   - weight: `[kD, kH, kW, in / groups, out]`.
  ///   - geometry: That of the convolution which will use them.
  ///   - keepsWeight: Whether gradients of the input can be wanted.
  public init(weight: Tensor, geometry: Conv3dGeometry, keepsWeight: Bool = false) {
    guard weight.rank == 5 else {
      trap("prepared convolution: weight [kD, kH, kW, in, out], not \(weight.shape)")
    }
    weightShape = weight.shape
    self.geometry = geometry
    // The packing does not depend on the extent of the input; this one fits.
    let extent = geometry.dilation &* SIMD3(weight.shape[0], weight.shape[1], weight.shape[2])
    let shape = geometry.shape(
      of: "prepared convolution",
      input: [1, extent.x, extent.y, extent.z, weight.shape[3] * geometry.groups],
      weight: weight.shape)
    filters = Convolution(shape).packed(weight)
    adjoint = keepsWeight ? KeptFilters(weight) : nil
  }
}

extension Convolution {
  /// Packed filters in memory of the pool.
  func packed(_ weight: Tensor) -> Tensor {
    Tensor(shape: [packedCount]) { packed in
      weight.withPointer { pack($0, into: packed.baseAddressOrTrap) }
    }
  }

  /// Runs the convolution on tensors; `packed` is what `packed(_:)` returned.
  func output(
    _ x: Tensor, packed: Tensor, bias: Tensor? = nil, residual: Tensor? = nil,
    activation: Activation = .none, shape: [Int]
  ) -> Tensor {
    Tensor(shape: shape) { output in
      withScratch(scratchCount) { scratch in
        x.withPointer { x in
          packed.withPointer { packed in
            bias.withPointer { bias in
              residual.withPointer { residual in
                run(
                  x, filters: packed,
                  epilogue: Epilogue(
                    bias: bias, residual: residual, activation: activation.forKernels),
                  scratch: scratch, into: output.baseAddressOrTrap)
              }
            }
          }
        }
      }
    }
  }
}

extension ConvolutionGradients {
  /// The gradient of the input, in the given shape.
  func input(of gradient: Tensor, weight: Tensor, shape inputShape: [Int]) -> Tensor {
    let adjoint = TransposedConvolution(shape)
    return adjoint.output(gradient, packed: adjoint.packed(weight), shape: inputShape)
  }

  /// The gradient of the filters, in the given shape.
  func filters(of gradient: Tensor, input: Tensor, shape weightShape: [Int]) -> Tensor {
    Tensor(shape: weightShape) { result in
      withScratch(filterScratchCount) { scratch in
        gradient.withPointer { gradient in
          input.withPointer { input in
            filters(
              of: gradient, input: input, scratch: scratch, into: result.baseAddressOrTrap)
          }
        }
      }
    }
  }
}

extension Tensor {
  /// A two-dimensional convolution with prepared filters, `activation(self ⋆ weight + bias + residual)`.
  ///
  /// - Input: `[N, H, W, in]`.
  /// - Output: `[N, H′, W′, out]`.
  ///
  /// A gradient flows to the input alone, and to a residual, where the filters are kept.
  ///
  /// - Parameters:
  ///   - prepared: The filters, with the geometry.
  ///   - bias: The offset of each output channel, `[out]`.
  ///   - activation: What is applied last.
  ///   - residual: What is added before the activation, in the shape of the output.
  /// - Returns: The feature maps.
  public func convolved(
    with prepared: PreparedConvolution, bias: Tensor? = nil, activation: Activation = .none,
    residual: Tensor? = nil
  ) -> Tensor {
    guard rank == 4, prepared.weightShape[0] == 1 else {
      trap(
        "convolved: [N, H, W, in] · [1, kH, kW, in, out], not \(shape) · \(prepared.weightShape)")
    }
    let shape = prepared.geometry.shape(
      of: "convolved", input: [shape[0], 1] + shape[1...], weight: prepared.weightShape)
    let outputShape = [shape.batch, shape.output.y, shape.output.z, shape.outputChannels]
    if let bias, bias.shape != [shape.outputChannels] {
      trap("convolved: bias \(bias.shape) does not fit the weight \(prepared.weightShape)")
    }
    if let residual, residual.shape != outputShape {
      trap("convolved: residual \(residual.shape) does not fit the output \(outputShape)")
    }
    let output = Convolution(shape).output(
      self, packed: prepared.filters, bias: bias, residual: residual, activation: activation,
      shape: outputShape)
    guard isTracked || residual?.isTracked == true else { return output }
    guard let filters = prepared.adjoint else {
      trap("convolved: the filters were prepared without gradients of the input")
    }
    let (inputShape, kept) = (self.shape, activation == .none ? nil : output)
    let hasResidual = residual != nil
    return .recording(output, [self] + [residual].compactMap { $0 }) { gradient, needed in
      let gradient = kept.map { activation.gradient(gradient, output: $0) } ?? gradient
      let adjoint = TransposedConvolution(shape)
      let ofInput =
        needed[0]
        ? adjoint.output(
          gradient, packed: filters.packed { adjoint.packed($0) }, shape: inputShape) : nil
      return [ofInput] + (hasResidual ? [gradient] : [])
    }
  }
}

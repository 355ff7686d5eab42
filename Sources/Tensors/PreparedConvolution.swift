import Kernels

/// The filters of a convolution, packed once for many runs.
public struct PreparedConvolution: Sendable {
  /// What the kernel reads.
  let filters: Tensor
  /// The shape of the filters before, with a depth.
  let weightShape: [Int]
  /// That of the convolution.
  let geometry: Conv3dGeometry

  /// Prepares the filters of a two-dimensional convolution.
  ///
  /// - Parameters:
  ///   - weight: `[kH, kW, in / groups, out]`.
  ///   - geometry: That of the convolution which will use them.
  public init(weight: Tensor, geometry: Conv2dGeometry = Conv2dGeometry()) {
    guard weight.rank == 4 else {
      trap("prepared convolution: weight [kH, kW, in, out], not \(weight.shape)")
    }
    self.init(weight: weight.withShape([1] + weight.shape), geometry: geometry.in3d)
  }

  /// Prepares the filters of a three-dimensional convolution.
  ///
  /// - Parameters:
  ///   - weight: `[kD, kH, kW, in / groups, out]`.
  ///   - geometry: That of the convolution which will use them.
  public init(weight: Tensor, geometry: Conv3dGeometry) {
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
  }
}

extension Convolution {
  /// Packed filters in memory of the pool.
  func packed(_ weight: Tensor, turned: Bool = false) -> Tensor {
    Tensor(shape: [packedCount]) { packed in
      weight.withPointer { pack($0, turned: turned, into: packed.baseAddressOrTrap) }
    }
  }

  /// Runs the convolution on tensors; `packed` is what `packed(_:turned:)` returned.
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
    if let convolution = Convolution(shape).ofInputGradient {
      return convolution.output(
        gradient, packed: convolution.packed(weight, turned: true), shape: inputShape)
    }
    return Tensor(shape: inputShape) { result in
      withScratch(inputScratchCount) { scratch in
        gradient.withPointer { gradient in
          weight.withPointer { weight in
            input(
              of: gradient, filters: weight, scratch: scratch, into: result.baseAddressOrTrap)
          }
        }
      }
    }
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
  /// No gradient flows: the filters themselves are not at hand.
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
    return Convolution(shape).output(
      self, packed: prepared.filters, bias: bias, residual: residual, activation: activation,
      shape: outputShape)
  }
}

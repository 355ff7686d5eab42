import Kernels

extension Tensor {
  /// A transposed two-dimensional convolution, the adjoint of `convolved`.
  ///
  /// - Input: `[N, H, W, in]`.
  /// - Output: `[N, H′, W′, out]`,
  ///   `H′ = (H − 1)·stride − 2·padding + dilation·(kH − 1) + outputPadding + 1`.
  ///
  /// - Parameters:
  ///   - weight: The filters, `[kH, kW, out / groups, in]`: those of the convolution whose adjoint
  ///     this is.
  ///   - bias: The offset of each output channel, `[out]`.
  ///   - geometry: Stride, padding, dilation and groups.
  ///   - outputPadding: Rows and columns more at the end of the output.
  ///   - activation: What is applied last.
  /// - Returns: The feature maps.
  public func transposedConvolved(
    with weight: Tensor, bias: Tensor? = nil, geometry: Conv2dGeometry = Conv2dGeometry(),
    outputPadding: SIMD2<Int> = [0, 0], activation: Activation = .none
  ) -> Tensor {
    guard weight.rank == 4 else {
      trap("transposedConvolved: weight [kH, kW, out, in], not \(weight.shape)")
    }
    let (adjoint, outputShape) = transposedShape(
      weight: weight.shape, geometry: geometry, outputPadding: outputPadding, bias: bias)
    return transposedConvolved(
      adjoint, with: weight, bias: bias, activation: activation, outputShape: outputShape)
  }

  /// The convolution from our output to our input, and the shape of our output.
  func transposedShape(
    weight: [Int], geometry: Conv2dGeometry, outputPadding: SIMD2<Int>, bias: Tensor?
  ) -> (adjoint: ConvolutionShape, output: [Int]) {
    guard rank == 4, shape[3] == weight[3] else {
      trap(
        "transposedConvolved: [N, H, W, in] · [kH, kW, out, in] expected, not \(shape) · \(weight)")
    }
    let kernel = SIMD2(weight[0], weight[1])
    let extent =
      (SIMD2(shape[1], shape[2]) &- 1) &* geometry.stride &- 2 &* geometry.padding
      &+ geometry.dilation &* (kernel &- 1) &+ outputPadding &+ 1
    let outputShape = [shape[0], extent.x, extent.y, weight[2] * geometry.groups]
    guard extent.min() > 0 else {
      trap("transposedConvolved: nothing is left of \(shape) · \(weight)")
    }
    if let bias, bias.shape != [outputShape[3]] {
      trap("transposedConvolved: bias \(bias.shape) does not fit the output \(outputShape)")
    }
    var adjoint = geometry.in3d.shape(
      of: "transposedConvolved", input: [outputShape[0], 1] + outputShape[1...],
      weight: [1] + weight)
    adjoint.output = [1, shape[1], shape[2]]
    return (adjoint, outputShape)
  }

  private func transposedConvolved(
    _ adjoint: ConvolutionShape, with weight: Tensor, bias: Tensor?, activation: Activation,
    outputShape: [Int]
  ) -> Tensor {
    let gradients = ConvolutionGradients(adjoint)
    let transposed = TransposedConvolution(adjoint)
    let output = transposed.output(
      self, packed: transposed.packed(weight), bias: bias, activation: activation,
      shape: outputShape)
    let inputs = [self, weight] + [bias].compactMap { $0 }
    guard inputs.contains(where: \.isTracked) else { return output }
    let x = weight.isTracked ? detached : nil
    let filters = isTracked ? weight.detached : nil
    let (inputShape, weightShape) = (shape, weight.shape)
    let hasBias = bias != nil
    let kept = activation == .none ? nil : output
    return .recording(output, inputs) { gradient, needed in
      let gradient = kept.map { activation.gradient(gradient, output: $0) } ?? gradient
      let convolution = Convolution(adjoint)
      var results = [
        filters.map {
          convolution.output(gradient, packed: convolution.packed($0), shape: inputShape)
        },
        // The roles of input and output gradient are exchanged.
        x.map { gradients.filters(of: $0, input: gradient, shape: weightShape) },
      ]
      if hasBias { results.append(needed[2] ? gradient.columnSums() : nil) }
      return results
    }
  }
}

extension TransposedConvolution {
  /// Packed filters in memory of the pool.
  func packed(_ weight: Tensor) -> Tensor {
    Tensor(shape: [packedCount]) { packed in
      weight.withPointer { pack($0, into: packed.baseAddressOrTrap) }
    }
  }

  /// Runs the transposed convolution on tensors; `packed` is what `packed(_:)` returned.
  func output(
    _ x: Tensor, packed: Tensor, bias: Tensor? = nil, activation: Activation = .none, shape: [Int]
  ) -> Tensor {
    Tensor(shape: shape) { output in
      withScratch(scratchCount) { scratch in
        x.withPointer { x in
          packed.withPointer { packed in
            bias.withPointer { bias in
              run(
                x, filters: packed,
                epilogue: Epilogue(bias: bias, activation: activation.forKernels),
                scratch: scratch, into: output.baseAddressOrTrap)
            }
          }
        }
      }
    }
  }
}

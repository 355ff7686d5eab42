import Kernels

extension Tensor {
  /// A two-dimensional convolution (cross-correlation), `activation(self ⋆ weight + bias + residual)`.
  ///
  /// - Input: `[N, H, W, in]`.
  /// - Output: `[N, H′, W′, out]`, `H′ = (H + 2·padding − dilation·(kH − 1) − 1) / stride + 1`.
  ///
  /// - Parameters:
  ///   - weight: The filters, `[kH, kW, in / groups, out]`.
  ///   - bias: The offset of each output channel, `[out]`.
  ///   - geometry: Stride, padding, dilation and groups.
  ///   - activation: What is applied last.
  ///   - residual: What is added before the activation, in the shape of the output.
  /// - Returns: The feature maps.
  public func convolved(
    with weight: Tensor, bias: Tensor? = nil, geometry: Conv2dGeometry = Conv2dGeometry(),
    activation: Activation = .none, residual: Tensor? = nil
  ) -> Tensor {
    guard rank == 4, weight.rank == 4 else {
      trap("convolved: [N, H, W, in] · [kH, kW, in, out] expected, not \(shape) · \(weight.shape)")
    }
    let shape = geometry.in3d.shape(
      of: "convolved", input: inserted(1, at: 1), weight: [1] + weight.shape)
    return convolved(
      "convolved", shape, with: weight, bias: bias, activation: activation, residual: residual,
      outputShape: [shape.batch, shape.output.y, shape.output.z, shape.outputChannels])
  }

  /// A three-dimensional convolution (cross-correlation), `activation(self ⋆ weight + bias + residual)`.
  ///
  /// - Input: `[N, D, H, W, in]`.
  /// - Output: `[N, D′, H′, W′, out]`.
  ///
  /// - Parameters:
  ///   - weight: The filters, `[kD, kH, kW, in / groups, out]`.
  ///   - bias: The offset of each output channel, `[out]`.
  ///   - geometry: Stride, padding, dilation and groups.
  ///   - activation: What is applied last.
  ///   - residual: What is added before the activation, in the shape of the output.
  /// - Returns: The feature maps.
  public func convolved3d(
    with weight: Tensor, bias: Tensor? = nil, geometry: Conv3dGeometry = Conv3dGeometry(),
    activation: Activation = .none, residual: Tensor? = nil
  ) -> Tensor {
    guard rank == 5, weight.rank == 5 else {
      trap(
        """
        convolved3d: [N, D, H, W, in] · [kD, kH, kW, in, out] expected, not \
        \(shape) · \(weight.shape)
        """)
    }
    let shape = geometry.shape(of: "convolved3d", input: shape, weight: weight.shape)
    return convolved(
      "convolved3d", shape, with: weight, bias: bias, activation: activation,
      residual: residual,
      outputShape: [
        shape.batch, shape.output.x, shape.output.y, shape.output.z, shape.outputChannels,
      ])
  }

  /// The shape with an extent more.
  private func inserted(_ extent: Int, at axis: Int) -> [Int] {
    var result = shape
    result.insert(extent, at: axis)
    return result
  }

  private func convolved(
    _ name: String, _ shape: ConvolutionShape, with weight: Tensor, bias: Tensor?,
    activation: Activation, residual: Tensor?, outputShape: [Int]
  ) -> Tensor {
    if let bias, bias.shape != [shape.outputChannels] {
      trap("\(name): bias \(bias.shape) does not fit the weight \(weight.shape)")
    }
    if let residual, residual.shape != outputShape {
      trap("\(name): residual \(residual.shape) does not fit the output \(outputShape)")
    }
    let convolution = Convolution(shape)
    let output = convolution.output(
      self, packed: convolution.packed(weight), bias: bias,
      residual: residual, activation: activation, shape: outputShape)
    let inputs = [self, weight] + [bias, residual].compactMap { $0 }
    guard inputs.contains(where: \.isTracked) else { return output }
    let gradients = ConvolutionGradients(shape)
    // Kept only as far as a gradient needs them.
    let x = weight.isTracked ? detached : nil
    let filters = isTracked ? weight.detached : nil
    let (inputShape, weightShape) = (self.shape, weight.shape)
    let (hasBias, hasResidual) = (bias != nil, residual != nil)
    let kept = activation == .none ? nil : output
    return .recording(output, inputs) { gradient, needed in
      let gradient = kept.map { activation.gradient(gradient, output: $0) } ?? gradient
      var results = [
        filters.map { gradients.input(of: gradient, weight: $0, shape: inputShape) },
        x.map { gradients.filters(of: gradient, input: $0, shape: weightShape) },
      ]
      if hasBias { results.append(needed[2] ? gradient.columnSums() : nil) }
      if hasResidual { results.append(gradient) }
      return results
    }
  }
}

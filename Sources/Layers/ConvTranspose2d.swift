import Tensors

/// A transposed two-dimensional convolution, which enlarges maps: the adjoint of `Conv2d`.
///
/// - Input: `[N, H, W, in]`.
/// - Output: `[N, H′, W′, out]`, where `H′ = (H − 1)·stride − 2·padding + kernelSize`.
public final class ConvTranspose2d: ActivationFusing {
  /// The filters, `[kernelSize, kernelSize, out, in]`.
  public let weight: Parameter
  /// The offset of each output channel, `[out]`.
  public let bias: Parameter?
  private let geometry: Conv2dGeometry

  /// Creates the layer with uniform random weights within 1 / √(out · kernelSize²), as PyTorch does.
  ///
  /// - Parameters:
  ///   - input: The number of input channels.
  ///   - output: The number of output channels.
  ///   - kernelSize: The height and width of the filters.
  ///   - stride: How many times larger the output is.
  ///   - padding: The pixels cut off at each edge of the output.
  ///   - bias: Whether an offset is added.
  public init(
    _ input: Int, _ output: Int, kernelSize: Int, stride: Int = 1, padding: Int = 0,
    bias: Bool = true
  ) {
    let fan = output * kernelSize * kernelSize
    weight = Parameter(
      [kernelSize, kernelSize, output, input], .uniform(fan: fan), layout: .transposedConvolution2d)
    self.bias = bias ? Parameter([output], .uniform(fan: fan)) : nil
    geometry = Conv2dGeometry(stride: stride, padding: padding)
  }

  /// The weight and the bias.
  public var children: [Child] {
    [.parameter("weight", weight)] + (bias.map { [.parameter("bias", $0)] } ?? [])
  }

  /// The maps after an activation, in one pass.
  public func callAsFunction(_ x: Tensor, activation: Activation) -> Tensor {
    x.transposedConvolved(
      with: weight.value, bias: bias?.value, geometry: geometry, activation: activation)
  }
}

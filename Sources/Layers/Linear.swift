import Tensors

/// A linear layer: `y = x · Wᵀ + b`.
///
/// - Input: `[…, in]`.
/// - Output: `[…, out]`.
public final class Linear: ActivationFusing, Preparable {
  /// The weights as published, `[out, in]`.
  public let weight: Parameter
  /// The offset of each output, `[out]`.
  public let bias: Parameter?
  private var prepared: (version: Int, weight: PreparedLinear)?

  /// Creates a layer with uniform random weights within 1 / √in, as PyTorch does.
  ///
  /// - Parameters:
  ///   - input: The number of inputs.
  ///   - output: The number of outputs.
  ///   - bias: Whether an offset is added.
  public init(_ input: Int, _ output: Int, bias: Bool = true) {
    weight = Parameter([output, input], .uniform(fan: input))
    self.bias = bias ? Parameter([output], .uniform(fan: input)) : nil
  }

  /// The weight and the bias.
  public var children: [Child] {
    [.parameter("weight", weight)] + (bias.map { [.parameter("bias", $0)] } ?? [])
  }

  /// The output after an activation, in one pass.
  public func callAsFunction(_ x: Tensor, activation: Activation) -> Tensor {
    let current = prepared.flatMap { $0.version == weight.version ? $0.weight : nil }
    return x.linear(
      weight: weight.value, bias: bias?.value, activation: activation, prepared: current)
  }

  /// Packs the weights.
  public func prepare(releasingWeights: Bool) {
    prepared = (weight.version, PreparedLinear(weight: weight.value))
  }
}

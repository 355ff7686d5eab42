import Tensors

/// Layer normalization over the last axis: `y = (x − mean) / √(variance + ε) · weight + bias`.
///
/// - Input: `[…, E]`.
/// - Output: `[…, E]`.
///
/// Source: Ba, Kiros and Hinton, "Layer Normalization", 2016.
public final class LayerNorm: Layer {
  /// The scale, `[E]`.
  public let weight: Parameter
  /// The offset, `[E]`.
  public let bias: Parameter
  private let epsilon: Float

  /// Creates the layer: scale 1, offset 0.
  public init(_ size: Int, epsilon: Float = 1e-5) {
    weight = Parameter([size], .constant(1))
    bias = Parameter([size], .constant(0))
    self.epsilon = epsilon
  }

  /// The scale and the offset.
  public var children: [Child] { [.parameter("weight", weight), .parameter("bias", bias)] }

  /// The normalized vectors.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.layerNormalized(weight: weight.value, bias: bias.value, epsilon: epsilon)
  }
}

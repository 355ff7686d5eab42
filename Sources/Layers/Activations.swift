import Tensors

/// The rectifier: `max(x, 0)`.
public final class ReLU: Layer {
  /// Creates the layer.
  public init() {}

  /// The output, in the shape of the input.
  public func callAsFunction(_ x: Tensor) -> Tensor { x.relu() }
}

/// The leaky rectifier: `x` where positive, `slope · x` elsewhere.
public final class LeakyReLU: Layer {
  /// The slope for negative inputs.
  public let slope: Float

  /// Creates the layer.
  public init(slope: Float = 0.01) {
    self.slope = slope
  }

  /// The output, in the shape of the input.
  public func callAsFunction(_ x: Tensor) -> Tensor { x.leakyReLU(slope: slope) }
}

/// The hyperbolic tangent.
public final class Tanh: Layer {
  /// Creates the layer.
  public init() {}

  /// The output, in the shape of the input.
  public func callAsFunction(_ x: Tensor) -> Tensor { x.tanh() }
}

/// The logistic function: `1 / (1 + e⁻ˣ)`.
public final class Sigmoid: Layer {
  /// Creates the layer.
  public init() {}

  /// The output, in the shape of the input.
  public func callAsFunction(_ x: Tensor) -> Tensor { x.sigmoid() }
}

/// The Gaussian error linear unit in its exact form: `x · Φ(x)`.
public final class GELU: Layer {
  /// Creates the layer.
  public init() {}

  /// The output, in the shape of the input.
  public func callAsFunction(_ x: Tensor) -> Tensor { x.gelu() }
}

/// Dropout: in training each element is 0 with probability `rate`, the others are scaled up.
///
/// Source: Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", 2014.
public final class Dropout: Layer {
  /// The probability of 0.
  public let rate: Float

  /// Creates the layer.
  public init(rate: Float = 0.5) {
    self.rate = rate
  }

  /// The output, in the shape of the input; the input itself in evaluation.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    Mode.current == .training ? x.dropout(rate: rate) : x
  }
}

/// Flattens all axes but the first, in the published, channels-first order.
///
/// - Input: `[N, H, W, C]`.
/// - Output: `[N, C·H·W]`.
public final class Flatten: Layer {
  /// Creates the layer.
  public init() {}

  /// The flattened input.
  public func callAsFunction(_ x: Tensor) -> Tensor { x.flattenedChannelsFirst() }
}

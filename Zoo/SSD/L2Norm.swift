import Layers
import Tensors

/// Scales the channels of each pixel to a length that is learned: `x / (√Σ x² + 10⁻¹⁰) · weight`.
///
/// - Input: `[N, H, W, C]`.
/// - Output: The same shape.
///
/// Source: Liu, Rabinovich and Berg, "ParseNet: Looking Wider to See Better", section 3.3.
/// https://arxiv.org/abs/1506.04579
public final class L2Norm: Layer {
  /// The length of each channel's unit, `[C]`.
  public let weight: Parameter

  /// Creates the layer; 20 is the scale with which SSD begins.
  public init(_ channels: Int, scale: Float = 20) {
    weight = Parameter([channels], .constant(scale))
  }

  /// The weight.
  public var children: [Child] { [.parameter("weight", weight)] }

  /// The scaled maps.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.l2Normalized(weight: weight.value)
  }
}

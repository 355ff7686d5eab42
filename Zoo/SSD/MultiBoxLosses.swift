import Tensors

/// What SSD is trained on, for a batch.
public struct MultiBoxLosses: Sendable {
  /// How far the predicted offsets are from those of the objects, a scalar.
  public let localization: Tensor
  /// How wrong the predicted classes are, a scalar.
  public let confidence: Tensor
  /// The number of default boxes that stand for objects.
  public let positiveCount: Int

  /// Both, one for one: what is minimized.
  public var total: Tensor { localization + confidence }
}

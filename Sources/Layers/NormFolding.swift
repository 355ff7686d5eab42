import Tensors

/// A convolution into which the batch normalization that follows can be folded.
public protocol NormFolding: ActivationFusing, Preparable {
  /// The maps after batch normalization and an activation, in one pass where they were folded.
  func callAsFunction(
    _ x: Tensor, normalizedBy norm: BatchNorm2d, activation: Activation
  ) -> Tensor

  /// Packs the weights with a batch normalization that follows.
  ///
  /// - Parameters:
  ///   - norm: The batch normalization.
  ///   - keepsWeight: Whether gradients of the input can be wanted.
  func fold(_ norm: BatchNorm2d, keepsWeight: Bool)
}

import Images
import Tensors

/// A moment of a search in the latent space.
public struct LatentMoment: Sendable {
  /// The number of steps before.
  public let step: Int
  /// The score.
  public let score: AnomalyScore
  /// What the generator makes of the latent vector, `[side, side, 1]` in −1…1.
  public let reconstruction: Tensor
}

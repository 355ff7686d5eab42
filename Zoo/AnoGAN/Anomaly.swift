import Images
import Tensors

/// What a scorer says of a picture.
public struct Anomaly: Sendable {
  /// How far the picture is from its reconstruction.
  public let score: AnomalyScore
  /// The picture as the networks see it, `[side, side, 1]` in −1…1.
  public let input: Tensor
  /// The nearest picture that the generator makes, `[side, side, 1]` in −1…1.
  public let reconstruction: Tensor
  /// What the reconstruction was generated from.
  public let latents: [Float]
  /// How a search came there; empty where none was recorded.
  public let trajectory: [LatentMoment]

  /// Describes what was found.
  public init(
    score: AnomalyScore, input: Tensor, reconstruction: Tensor, latents: [Float],
    trajectory: [LatentMoment] = []
  ) {
    self.score = score
    self.input = input
    self.reconstruction = reconstruction
    self.latents = latents
    self.trajectory = trajectory
  }

  /// Where the two pictures differ, `[side, side, 1]` in 0…1.
  public var difference: Tensor { (input - reconstruction).abs() * 0.5 }

  /// The three pictures in shades of grey; the difference is black where there is none.
  public var pictures: (input: Image, reconstruction: Image, difference: Image) {
    (
      Image(input, range: -1...1), Image(reconstruction, range: -1...1), Image(difference)
    )
  }
}

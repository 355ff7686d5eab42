import Kernels
import Tensors

/// Puts the picture somewhere on a larger ground of one colour, so that its objects become small.
///
/// Source: Liu et al., "SSD: Single Shot MultiBox Detector", section 3.6,
/// https://arxiv.org/abs/1512.02325.
public struct RandomExpansion: ObjectTransform, Equatable {
  /// The largest ratio of the new sides to the old ones, at least 1.
  public var mostRatio: Float
  /// The colour of the ground.
  public var fill: SIMD3<Float>
  /// How often it happens.
  public var rate: Float

  /// Creates an expansion, by default as published.
  public init(
    mostRatio: Float = 4, fill: SIMD3<Float> = ObjectDataset.mean, rate: Float = 0.5
  ) {
    guard mostRatio >= 1 else { trap("expansion: a ratio of \(mostRatio)") }
    self.mostRatio = mostRatio
    self.fill = fill
    self.rate = rate
  }

  public func callAsFunction(_ picture: inout AnnotatedPicture, random: inout Random) {
    guard random.chance(rate) else { return }
    let ratio = random.number(1, mostRatio)
    let (width, height) = (Float(picture.width), Float(picture.height))
    let left = Int(random.number(0, width * ratio - width))
    let top = Int(random.number(0, height * ratio - height))
    picture.moveWindow(
      x: -left, y: -top, width: max(Int(width * ratio), left + picture.width),
      height: max(Int(height * ratio), top + picture.height), fill: fill)
  }
}

import Tensors

/// Exchanges left and right with a probability.
public struct RandomMirror: ObjectTransform, Equatable {
  /// How often it happens.
  public var rate: Float

  /// Creates a mirror.
  public init(rate: Float = 0.5) { self.rate = rate }

  public func callAsFunction(_ picture: inout AnnotatedPicture, random: inout Random) {
    if random.chance(rate) { picture.mirror() }
  }
}

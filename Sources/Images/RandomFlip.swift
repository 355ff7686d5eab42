import Tensors

/// Mirrors with a given probability.
public struct RandomFlip: ImageTransform, Equatable {
  private let axis: Axis
  private let rate: Float

  /// Mirrors along `axis` with probability `rate`.
  public init(_ axis: Axis = .horizontal, rate: Float = 0.5) {
    self.axis = axis
    self.rate = rate
  }

  public func callAsFunction(_ image: Image, random: inout Random) -> Image {
    random.nextUniform() < rate ? image.flipped(axis) : image
  }
}

/// Exchanges left and right with probability ½.
public typealias RandomHorizontalFlip = RandomFlip

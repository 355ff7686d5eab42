import Tensors

/// Resizes so that the short side has a given length, or to a given width and height.
public struct Resize: ImageTransform, Equatable {
  private enum Target: Equatable {
    case shortSide(Int)
    case exactly(width: Int, height: Int)
  }

  private let target: Target
  private let interpolation: Interpolation

  /// Resizes so that the short side has this length, the shape kept.
  public init(shortSide: Int, _ interpolation: Interpolation = .bilinear) {
    target = .shortSide(shortSide)
    self.interpolation = interpolation
  }

  /// Squeezes into this size.
  public init(width: Int, height: Int, _ interpolation: Interpolation = .bilinear) {
    target = .exactly(width: width, height: height)
    self.interpolation = interpolation
  }

  public func callAsFunction(_ image: Image, random: inout Random) -> Image {
    switch target {
    case .shortSide(let side): image.resized(shortSide: side, interpolation)
    case .exactly(let width, let height):
      image.resized(width: width, height: height, interpolation)
    }
  }
}

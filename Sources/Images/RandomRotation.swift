import Tensors

/// Turns by a random angle about the middle.
public struct RandomRotation: ImageTransform, Equatable {
  private let degrees: Float
  private let fill: Color

  /// Turns by up to `degrees` either way; the corners that come into view are filled.
  public init(degrees: Float, fill: Color = .black) {
    self.degrees = degrees
    self.fill = fill
  }

  public func callAsFunction(_ image: Image, random: inout Random) -> Image {
    let angle = degrees * (2 * random.nextUniform() - 1)
    return image.rotated(degrees: Double(angle), fill: fill)
  }
}

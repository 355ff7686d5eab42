import Kernels
import Tensors

/// Changes brightness, contrast, saturation and hue at random, in random order.
///
/// The first three are multiplied by a factor uniform in 1 − strength … 1 + strength, never below
/// 0; the hue is turned by up to `hue` of the circle either way.
public struct ColorJitter: ImageTransform, Equatable {
  private let brightness: Float
  private let contrast: Float
  private let saturation: Float
  private let hue: Float

  /// Creates the transform; 0 leaves a property as it is.
  ///
  /// - Precondition: No strength is negative, and `hue` is at most 0.5.
  public init(
    brightness: Float = 0, contrast: Float = 0, saturation: Float = 0, hue: Float = 0
  ) {
    guard min(brightness, contrast, saturation, hue) >= 0, hue <= 0.5 else {
      trap("ColorJitter: \(brightness), \(contrast), \(saturation), hue \(hue)")
    }
    self.brightness = brightness
    self.contrast = contrast
    self.saturation = saturation
    self.hue = hue
  }

  public func callAsFunction(_ image: Image, random: inout Random) -> Image {
    random.shuffled([0, 1, 2, 3]).reduce(image) { image, step in
      switch step {
      case 0: brightness > 0 ? image.brightened(by: factor(brightness, &random)) : image
      case 1: contrast > 0 ? image.contrasted(by: factor(contrast, &random)) : image
      case 2: saturation > 0 ? image.saturated(by: factor(saturation, &random)) : image
      default: hue > 0 ? image.hueShifted(by: hue * (2 * random.nextUniform() - 1)) : image
      }
    }
  }

  private func factor(_ strength: Float, _ random: inout Random) -> Float {
    max(0, 1 + strength * (2 * random.nextUniform() - 1))
  }
}

import Tensors

/// Changes brightness, contrast, saturation, hue and the order of the channels at random, each with
/// probability ½, and clips nothing.
///
/// Source: Liu et al., "SSD: Single Shot MultiBox Detector", section 2.2,
/// https://arxiv.org/abs/1512.02325, after Howard, "Some Improvements on Deep Convolutional Neural
/// Network Based Image Classification"; the amounts are those of its published code.
public struct PhotometricDistortion: ObjectTransform, Equatable {
  /// The most that is added to all numbers.
  public var brightness: Float
  /// The factors of all numbers.
  public var contrast: ClosedRange<Float>
  /// The factors of the saturation.
  public var saturation: ClosedRange<Float>
  /// The most that the hue is turned, in degrees.
  public var hue: Float
  /// How often each change is made.
  public var rate: Float

  /// Creates a distortion of the published amounts, or others.
  public init(
    brightness: Float = 32, contrast: ClosedRange<Float> = 0.5...1.5,
    saturation: ClosedRange<Float> = 0.5...1.5, hue: Float = 18, rate: Float = 0.5
  ) {
    self.brightness = brightness
    self.contrast = contrast
    self.saturation = saturation
    self.hue = hue
    self.rate = rate
  }

  public func callAsFunction(_ picture: inout AnnotatedPicture, random: inout Random) {
    let change = draw(random: &random)
    picture.changePixels { change.apply(to: $0) }
  }

  /// Draws lots for one picture.
  func draw(random: inout Random) -> ColourChange {
    var change = ColourChange()
    if random.chance(rate) { change.brightness = random.jitter(brightness) }
    change.isContrastFirst = random.chance(0.5)
    if random.chance(rate) {
      change.contrast = random.number(contrast.lowerBound, contrast.upperBound)
    }
    if random.chance(rate) {
      change.saturation = random.number(saturation.lowerBound, saturation.upperBound)
    }
    if random.chance(rate) { change.hue = random.jitter(hue) }
    if random.chance(rate) { change.order = random.pick(Self.orders) }
    return change
  }

  private static let orders: [(Int, Int, Int)] = [
    (0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0),
  ]
}

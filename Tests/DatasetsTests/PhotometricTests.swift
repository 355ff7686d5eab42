import Datasets
import Images
import Tensors
import Testing

@Suite struct PhotometricTests {
  /// Hue in degrees, saturation and value, written out after OpenCV's reference in double precision.
  private func hsv(_ c: [Double]) -> [Double] {
    let value = c.max() ?? 0
    let range = value - (c.min() ?? 0)
    let epsilon = Double(Float.ulpOfOne)
    let degrees = 60 / (range + epsilon)
    var hue =
      value == c[0]
      ? (c[1] - c[2]) * degrees
      : value == c[1] ? (c[2] - c[0]) * degrees + 120 : (c[0] - c[1]) * degrees + 240
    if hue < 0 { hue += 360 }
    return [hue, range / (abs(value) + epsilon), value]
  }

  private func rgb(_ c: [Double]) -> [Double] {
    var hue = c[0] / 60
    let (saturation, value) = (c[1], c[2])
    if saturation == 0 { return [value, value, value] }
    while hue < 0 { hue += 6 }
    while hue >= 6 { hue -= 6 }
    let sector = Int(hue)
    let rest = hue - Double(sector)
    let table = [
      value, value * (1 - saturation), value * (1 - saturation * rest),
      value * (1 - saturation * (1 - rest)),
    ]
    let places = [[0, 3, 1], [2, 0, 1], [1, 0, 3], [1, 2, 0], [3, 1, 0], [0, 1, 2]]
    return places[sector].map { table[$0] }
  }

  private func reference(_ change: ColourChange, _ pixel: [Float]) -> [Double] {
    var c = pixel.map { Double($0) + Double(change.brightness) }
    if change.isContrastFirst { c = c.map { $0 * Double(change.contrast) } }
    var h = hsv(c)
    h[1] *= Double(change.saturation)
    h[0] += Double(change.hue)
    if h[0] > 360 { h[0] -= 360 }
    if h[0] < 0 { h[0] += 360 }
    c = rgb(h)
    if !change.isContrastFirst { c = c.map { $0 * Double(change.contrast) } }
    return [c[change.order.0], c[change.order.1], c[change.order.2]]
  }

  @Test("colours change as OpenCV's conversions change them, beyond 0…255 too")
  func againstReference() {
    var random = Random(seed: 7)
    for round in 0..<200 {
      var change = ColourChange()
      change.brightness = random.nextUniform(in: -32..<32)
      change.contrast = random.nextUniform(in: 0.5..<1.5)
      change.isContrastFirst = round % 2 == 0
      change.saturation = random.nextUniform(in: 0.5..<1.5)
      change.hue = random.nextUniform(in: -18..<18)
      change.order = [(0, 1, 2), (2, 0, 1), (1, 0, 2)][round % 3]
      var pixels = (0..<60).map { _ in Float(random.next(below: 256)) }
      // A grey, a black, and one of two equal channels.
      pixels.replaceSubrange(0..<9, with: [90, 90, 90, 0, 0, 0, 200, 200, 13])
      let before = pixels
      pixels.withUnsafeMutableBufferPointer { change.apply(to: $0) }
      for index in stride(from: 0, to: pixels.count, by: 3) {
        let expected = reference(change, Array(before[index..<index + 3]))
        let actual = pixels[index..<index + 3].map(Double.init)
        for (a, e) in zip(actual, expected) {
          #expect(abs(a - e) < 2e-3, "\(before[index..<index + 3]) \(change)")
        }
      }
    }
  }

  @Test("no change leaves every colour as it was")
  func identity() {
    var pixels = (0..<3000).map { Float($0 * 7919 % 256) }
    let before = pixels
    pixels.withUnsafeMutableBufferPointer { ColourChange().apply(to: $0) }
    #expect(zip(pixels, before).allSatisfy { abs($0 - $1) < 1e-3 })
  }

  @Test("a distortion leaves boxes alone, exceeds 0…255, and differs from picture to picture")
  func distortion() {
    var random = Random(seed: 2)
    var (lowest, highest): (Float, Float) = (0, 255)
    var means: Set<Int> = []
    for _ in 0..<40 {
      var picture = AugmentationTests.picture()
      PhotometricDistortion()(&picture, random: &random)
      #expect(picture.objects == AugmentationTests.picture().objects)
      lowest = min(lowest, picture.numbers.min() ?? 0)
      highest = max(highest, picture.numbers.max() ?? 0)
      means.insert(Int(picture.numbers.reduce(0, +) / Float(picture.numbers.count)))
    }
    #expect(lowest < 0 && highest > 255 && means.count > 15)
    var still = AugmentationTests.picture()
    PhotometricDistortion(rate: 0)(&still, random: &random)
    #expect(still.image == AugmentationTests.picture().image)
  }
}

/// One change of all colours of a picture, on numbers that may lie beyond 0…255.
///
/// Hue, saturation and value are OpenCV's for floating point: H in degrees, S in 0…1, V the largest
/// of the three numbers. As there, S of a negative V divides by its absolute value.
package struct ColourChange {
  /// What is added first.
  package var brightness: Float = 0
  /// A factor of all numbers.
  package var contrast: Float = 1
  /// Whether the factor comes before saturation and hue, not after.
  package var isContrastFirst = true
  /// A factor of the saturation.
  package var saturation: Float = 1
  /// What is added to the hue, in degrees, between −360 and 360.
  package var hue: Float = 0
  /// The channels that become red, green and blue.
  package var order = (0, 1, 2)

  /// Creates a change that changes nothing.
  package init() {}

  /// Changes pixels, red, green and blue in turn.
  package func apply(to pixels: UnsafeMutableBufferPointer<Float>) {
    let before = isContrastFirst ? contrast : 1
    let after = isContrastFirst ? 1 : contrast
    let turn = hue / 60
    for index in stride(from: 0, to: pixels.count - 2, by: 3) {
      let r = (pixels[index] + brightness) * before
      let g = (pixels[index + 1] + brightness) * before
      let b = (pixels[index + 2] + brightness) * before
      let value = max(r, max(g, b))
      let range = value - min(r, min(g, b))
      let s = range / (abs(value) + .ulpOfOne) * saturation
      let sector = 1 / (range + .ulpOfOne)
      // The hue in sixths of the circle.
      var h =
        value == r
        ? (g - b) * sector : value == g ? (b - r) * sector + 2 : (r - g) * sector + 4
      if h < 0 { h += 6 }
      h += turn
      if h < 0 { h += 6 }
      if h >= 6 { h -= 6 }
      let depth = value * s
      let changed = (
        (value - depth * Self.share(h + 5)) * after, (value - depth * Self.share(h + 3)) * after,
        (value - depth * Self.share(h + 1)) * after
      )
      pixels[index] = Self.channel(order.0, changed)
      pixels[index + 1] = Self.channel(order.1, changed)
      pixels[index + 2] = Self.channel(order.2, changed)
    }
  }

  /// How far a channel lies below the value, in parts of the range: 0 in two sixths of the circle,
  /// 1 in the opposite two, a line in between.
  @inline(__always)
  private static func share(_ place: Float) -> Float {
    let place = place >= 6 ? place - 6 : place
    return max(0, min(1, min(place, 4 - place)))
  }

  @inline(__always)
  private static func channel(_ index: Int, _ colour: (Float, Float, Float)) -> Float {
    index == 0 ? colour.0 : index == 1 ? colour.1 : colour.2
  }
}

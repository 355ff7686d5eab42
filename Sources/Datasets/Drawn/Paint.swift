/// Red, green and blue in 0…255.
typealias Colour = SIMD3<Float>

/// What fills an outline.
enum Paint {
  case flat(Colour)
  /// From one colour at a centre to another at a distance: a round body in the light.
  case round(center: Point, radius: Float, inner: Colour, outer: Colour)
  /// Bands across `axis`, whose length is one over the width of a band.
  case bands(origin: Point, axis: Point, colours: [Colour], softness: Float)
  /// Squares of two colours; `axis` as for bands.
  case checks(origin: Point, axis: Point, Colour, Colour)

  @inline(__always)
  func colour(at point: Point) -> Colour {
    switch self {
    case .flat(let colour):
      return colour
    case .round(let center, let radius, let inner, let outer):
      let distance = min((point - center).length / radius, 1)
      return inner + (outer - inner) * distance
    case .bands(let origin, let axis, let colours, let softness):
      let position = (point - origin).dot(axis)
      let index = position.rounded(.down)
      let colour = colours[Self.wrapped(Int(index), colours.count)]
      let rest = position - index
      guard rest < softness else { return colour }
      let before = colours[Self.wrapped(Int(index) - 1, colours.count)]
      return before + (colour - before) * (rest / softness)
    case .checks(let origin, let axis, let first, let second):
      let offset = point - origin
      let sum =
        Int(offset.dot(axis).rounded(.down)) + Int(offset.dot(axis.normal).rounded(.down))
      return sum % 2 == 0 ? first : second
    }
  }

  @inline(__always)
  private static func wrapped(_ index: Int, _ count: Int) -> Int {
    let rest = index % count
    return rest < 0 ? rest + count : rest
  }
}

/// Where a figure stands: from its own coordinates, about −1…1, to pixels.
struct Placement: Sendable {
  /// Where the figure's origin is.
  var center: Point
  /// The pixels of one unit.
  var scale: Float
  /// The turn, clockwise.
  var angle: Float = 0
  /// Whether left and right are swapped before the turn.
  var isMirrored = false
  /// The height over the width, by which the figure is squeezed before the turn.
  var aspect: Float = 1

  func callAsFunction(_ point: Point) -> Point { center + direction(point) }

  /// A direction in pixels.
  func direction(_ direction: Point) -> Point {
    (direction * Point(isMirrored ? -scale : scale, scale * aspect)).turned(angle)
  }

  func callAsFunction(_ paint: Paint) -> Paint {
    switch paint {
    case .flat: paint
    case .round(let center, let radius, let inner, let outer):
      .round(center: self(center), radius: radius * scale, inner: inner, outer: outer)
    case .bands(let origin, let axis, let colours, let softness):
      .bands(
        origin: self(origin), axis: gradient(axis), colours: colours, softness: softness)
    case .checks(let origin, let axis, let first, let second):
      .checks(origin: self(origin), axis: gradient(axis), first, second)
    }
  }

  private func gradient(_ axis: Point) -> Point {
    (axis / Point(isMirrored ? -scale : scale, scale * aspect)).turned(angle)
  }
}

/// A thing that can be drawn: parts from back to front, in its own coordinates, about −1…1.
struct Figure {
  /// Polygons with one paint.
  struct Part {
    let polygons: [[Point]]
    let paint: Paint
    let opacity: Float
  }

  private(set) var parts: [Part] = []

  /// Adds a part of one polygon.
  mutating func add(_ polygon: [Point], _ paint: Paint, opacity: Float = 1) {
    parts.append(Part(polygons: [polygon], paint: paint, opacity: opacity))
  }

  /// Adds a part of several polygons, which turn the same way but for holes.
  mutating func add(all polygons: [[Point]], _ paint: Paint, opacity: Float = 1) {
    parts.append(Part(polygons: polygons, paint: paint, opacity: opacity))
  }

  /// Adds a round body with light from above left.
  mutating func addBody(
    _ center: Point, _ radii: Point, angle: Float = 0, _ colour: Colour, shine: Float = 0.35
  ) {
    add(Outline.ellipse(center, radii, angle: angle), .lit(center, radii, colour, shine: shine))
  }

  /// Draws the figure.
  func draw(on canvas: inout Canvas, at placement: Placement) {
    for part in parts {
      canvas.fill(
        part.polygons.map { $0.map { placement($0) } }, placement(part.paint),
        opacity: part.opacity)
    }
  }

  /// Draws the figure's shadow.
  func drawShadow(on canvas: inout Canvas, at placement: Placement, opacity: Float) {
    for part in parts where part.opacity > 0.8 {
      canvas.fill(
        part.polygons.map { $0.map { placement($0) } }, .flat(Colour(15, 12, 10)),
        opacity: opacity)
    }
  }

  /// The smallest and largest coordinates in pixels.
  func bounds(at placement: Placement) -> (low: Point, high: Point) {
    var low = Point(repeating: .greatestFiniteMagnitude)
    var high = -low
    for point in parts.lazy.flatMap(\.polygons).joined() {
      low = pointwiseMin(low, placement(point))
      high = pointwiseMax(high, placement(point))
    }
    return (low, high)
  }
}

extension Paint {
  /// A round body's colour, lighter towards the upper left.
  static func lit(_ center: Point, _ radii: Point, _ colour: Colour, shine: Float) -> Paint {
    .round(
      center: center - radii * 0.3, radius: max(radii.x, radii.y) * 1.3,
      inner: colour + (Colour(repeating: 255) - colour) * shine, outer: colour * 0.75)
  }
}

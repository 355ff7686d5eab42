/// Closed polygons, the building blocks of drawings; all of one outline turn the same way.
enum Outline {
  /// A regular polygon, or an ellipse when the corners are many.
  static func ellipse(
    _ center: Point, _ radii: Point, angle: Float = 0, corners: Int = 28
  ) -> [Point] {
    (0..<corners).map { corner in
      let turn = 2 * Float.pi * Float(corner) / Float(corners)
      return center + (radii * .direction(turn)).turned(angle)
    }
  }

  /// A body that is blunt in front (along the angle) and pointed behind.
  static func drop(_ center: Point, _ radii: Point, angle: Float, point: Float) -> [Point] {
    (0..<32).map { corner in
      let unit = Point.direction(2 * Float.pi * Float(corner) / 32)
      let narrowing = unit.x < 0 ? 1 + point * unit.x * unit.x * unit.x : 1
      return center + (radii * unit * Point(1, narrowing)).turned(angle)
    }
  }

  /// A line of changing width with round joints, as one outline of several polygons.
  static func limb(_ points: [Point], from start: Float, to end: Float) -> [[Point]] {
    var polygons: [[Point]] = []
    let last = Float(max(points.count - 1, 1))
    func radius(_ index: Int) -> Float { 0.5 * (start + (end - start) * Float(index) / last) }
    for index in points.indices {
      polygons.append(ellipse(points[index], Point(repeating: radius(index)), corners: 10))
      guard index + 1 < points.count else { break }
      let (a, b) = (points[index], points[index + 1])
      let length = (b - a).length
      guard length > 0 else { continue }
      let side = (b - a).normal / length
      polygons.append([
        a + side * radius(index), a - side * radius(index), b - side * radius(index + 1),
        b + side * radius(index + 1),
      ])
    }
    return polygons.map(turningRight)
  }

  /// A polygon whose corners lie on two circles in turn: a star, a gear.
  static func star(_ center: Point, _ radius: Float, inner: Float, points: Int) -> [Point] {
    (0..<2 * points).map { corner in
      let turn = Float.pi * Float(corner) / Float(points) - Float.pi / 2
      return center + .direction(turn) * (corner % 2 == 0 ? radius : inner)
    }
  }

  static func rectangle(_ low: Point, _ high: Point) -> [Point] {
    [low, Point(high.x, low.y), high, Point(low.x, high.y)]
  }

  /// A smooth closed curve through points (Catmull-Rom).
  static func smooth(_ points: [Point], steps: Int = 6) -> [Point] {
    let count = points.count
    return points.indices.flatMap { index -> [Point] in
      let p0 = points[(index + count - 1) % count]
      let p1 = points[index]
      let p2 = points[(index + 1) % count]
      let p3 = points[(index + 2) % count]
      return (0..<steps).map { step in
        let t = Float(step) / Float(steps)
        let linear = (p2 - p0) * t
        let square = (2 * p0 - 5 * p1 + 4 * p2 - p3) * (t * t)
        let cube = (3 * p1 - 3 * p2 + p3 - p0) * (t * t * t)
        return p1 + 0.5 * (linear + square + cube)
      }
    }
  }

  /// The polygon in the sense in which its signed area is positive.
  static func turningRight(_ polygon: [Point]) -> [Point] {
    var area: Float = 0
    for (index, p) in polygon.enumerated() {
      let q = polygon[(index + 1) % polygon.count]
      area += p.x * q.y - q.x * p.y
    }
    return area < 0 ? polygon.reversed() : polygon
  }
}

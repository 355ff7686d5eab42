extension Outline {
  /// The part of a polygon in the rectangle from the origin to a corner.
  ///
  /// Source: Sutherland and Hodgman, "Reentrant polygon clipping", 1974.
  static func clipped(_ polygon: [Point], to corner: Point) -> [Point] {
    var points = polygon
    for axis in 0..<2 {
      points = cut(points, axis, at: 0, keepingAbove: true)
      points = cut(points, axis, at: corner[axis], keepingAbove: false)
    }
    return points
  }

  private static func cut(
    _ points: [Point], _ axis: Int, at limit: Float, keepingAbove: Bool
  ) -> [Point] {
    func isInside(_ point: Point) -> Bool {
      keepingAbove ? point[axis] >= limit : point[axis] <= limit
    }
    var result: [Point] = []
    for index in points.indices {
      let (a, b) = (points[index], points[index + 1 == points.count ? 0 : index + 1])
      if isInside(a) { result.append(a) }
      guard isInside(a) != isInside(b) else { continue }
      var crossing = a + (b - a) * ((limit - a[axis]) / (b[axis] - a[axis]))
      crossing[axis] = limit
      result.append(crossing)
    }
    return result
  }
}

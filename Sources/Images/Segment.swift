/// A straight line between two points.
struct Segment {
  let start: Point
  let end: Point

  /// The distance of the point (x, y) from the nearest point of the line.
  @inline(__always)
  func distance(_ x: Double, _ y: Double) -> Double {
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    let length = dx * dx + dy * dy
    var along = ((x - start.x) * dx + (y - start.y) * dy) / (length == 0 ? 1 : length)
    along = min(max(along, 0), 1)
    let (offX, offY) = (x - start.x - along * dx, y - start.y - along * dy)
    return (offX * offX + offY * offY).squareRoot()
  }

  /// The columns in which the line can come within `radius` of the row's middle `y`.
  func columns(at y: Double, radius: Double) -> ClosedRange<Double>? {
    let dy = end.y - start.y
    var (first, last) = (0.0, 1.0)
    if abs(dy) > 1e-9 {
      let (a, b) = ((y - radius - start.y) / dy, (y + radius - start.y) / dy)
      first = max(0, min(a, b))
      last = min(1, max(a, b))
    }
    guard first <= last else { return nil }
    let (a, b) = (start.x + first * (end.x - start.x), start.x + last * (end.x - start.x))
    return min(a, b) - radius...max(a, b) + radius
  }
}

extension Image {
  /// Fills a polygon with smooth edges; where it overlaps itself, every second layer is left out.
  ///
  /// - Parameters:
  ///   - points: Its corners; the last is joined to the first.
  ///   - color: The colour.
  ///   - opacity: 1 covers what was there, 0 leaves it.
  public mutating func polygon(_ points: [Point], _ color: Color, opacity: Double = 1) {
    guard points.count >= 3, points.allSatisfy(\.isFinite) else { return }
    let ys = points.map(\.y)
    let top = clampedRow(ys.min() ?? 0)
    let bottom = clampedRow((ys.max() ?? 0) + 1)
    var cover = [Double](repeating: 0, count: width)
    for y in top..<max(top, bottom) {
      for x in cover.indices { cover[x] = 0 }
      // Four thin rows in each row of pixels; along x the cover is exact.
      for part in 0..<4 {
        let crossings = Self.crossings(points, at: Double(y) + (Double(part) + 0.5) / 4)
        for i in stride(from: 0, to: crossings.count - 1, by: 2) {
          add(crossings[i]...crossings[i + 1], 0.25, to: &cover)
        }
      }
      shade(0..<width, y..<y + 1, color, opacity) { x, _ in cover[Int(x)] }
    }
  }

  /// Where the horizontal line at `y` crosses the border, from left to right.
  private static func crossings(_ points: [Point], at y: Double) -> [Double] {
    var result = [Double]()
    var previous = points[points.count - 1]
    for point in points {
      if (previous.y <= y) != (point.y <= y) {
        let along = (y - previous.y) / (point.y - previous.y)
        result.append(previous.x + along * (point.x - previous.x))
      }
      previous = point
    }
    return result.sorted()
  }

  private func add(_ span: ClosedRange<Double>, _ share: Double, to cover: inout [Double]) {
    let left = min(max(span.lowerBound, 0), Double(width))
    let right = min(max(span.upperBound, 0), Double(width))
    guard left < right else { return }
    let (first, last) = (Int(left), min(width - 1, Int(right)))
    if first == last {
      cover[first] += share * (right - left)
      return
    }
    cover[first] += share * (Double(first + 1) - left)
    for x in first + 1..<max(first + 1, last) { cover[x] += share }
    cover[last] += share * (right - Double(last))
  }
}

extension Image {
  /// Makes all pixels one colour.
  public mutating func fill(_ color: Color) {
    self = Image(width: width, height: height, fill: color)
  }

  /// Fills a rectangle of whole pixels; what lies outside the picture is cut off.
  ///
  /// - Parameters:
  ///   - x: The first column.
  ///   - y: The first row.
  ///   - width: The number of columns.
  ///   - height: The number of rows.
  ///   - color: The colour.
  ///   - opacity: 1 covers what was there, 0 leaves it.
  public mutating func fillRectangle(
    x: Int, y: Int, width: Int, height: Int, _ color: Color, opacity: Double = 1
  ) {
    shade(x..<x + max(0, width), y..<y + max(0, height), color, opacity) { _, _ in 1 }
  }

  /// Draws the border of a rectangle of whole pixels, inside it.
  ///
  /// - Parameters:
  ///   - x: The first column.
  ///   - y: The first row.
  ///   - width: The number of columns.
  ///   - height: The number of rows.
  ///   - color: The colour.
  ///   - thickness: The border's width in pixels.
  public mutating func rectangle(
    x: Int, y: Int, width: Int, height: Int, _ color: Color, thickness: Int = 2
  ) {
    let thickness = min(thickness, (width + 1) / 2, (height + 1) / 2)
    let inner = height - 2 * thickness
    fillRectangle(x: x, y: y, width: width, height: thickness, color)
    fillRectangle(x: x, y: y + height - thickness, width: width, height: thickness, color)
    fillRectangle(x: x, y: y + thickness, width: thickness, height: inner, color)
    fillRectangle(
      x: x + width - thickness, y: y + thickness, width: thickness, height: inner, color)
  }

  /// Draws a smooth line with round ends.
  ///
  /// - Parameters:
  ///   - start: One end.
  ///   - end: The other end.
  ///   - color: The colour.
  ///   - thickness: The width in pixels.
  ///   - opacity: 1 covers what was there, 0 leaves it.
  public mutating func line(
    from start: Point, to end: Point, _ color: Color, thickness: Double = 2, opacity: Double = 1
  ) {
    guard start.isFinite, end.isFinite else { return }
    let segment = Segment(start: start, end: end)
    let reach = thickness / 2 + 0.5
    let top = clampedRow(min(start.y, end.y) - reach)
    let bottom = clampedRow(max(start.y, end.y) + reach + 1)
    for y in top..<max(top, bottom) {
      let middle = Double(y) + 0.5
      guard let columns = segment.columns(at: middle, radius: reach) else { continue }
      let left = clampedColumn(columns.lowerBound)
      let right = clampedColumn(columns.upperBound + 1)
      shade(left..<max(left, right), y..<y + 1, color, opacity) { x, y in
        reach - segment.distance(x, y)
      }
    }
  }

  /// Draws a line through several points; it is broken where a point is not finite.
  public mutating func polyline(
    _ points: [Point], _ color: Color, thickness: Double = 2, isClosed: Bool = false
  ) {
    for (start, end) in zip(points, points.dropFirst()) {
      line(from: start, to: end, color, thickness: thickness)
    }
    if isClosed, let first = points.first, let last = points.last {
      line(from: last, to: first, color, thickness: thickness)
    }
  }

  /// Draws a smooth disc.
  public mutating func disc(
    at centre: Point, radius: Double, _ color: Color, opacity: Double = 1
  ) {
    ellipse(at: centre, radiusX: radius, radiusY: radius, color, opacity: opacity)
  }

  /// Draws a smooth ellipse, filled or only its border.
  ///
  /// - Parameters:
  ///   - centre: Its middle.
  ///   - radiusX: Half its width before it is turned.
  ///   - radiusY: Half its height before it is turned.
  ///   - direction: The direction of its first axis, (1, 0) if it is not turned.
  ///   - color: The colour.
  ///   - thickness: The width of the border; nil fills it.
  ///   - opacity: 1 covers what was there, 0 leaves it.
  public mutating func ellipse(
    at centre: Point, radiusX: Double, radiusY: Double, direction: Point = Point(1, 0),
    _ color: Color, thickness: Double? = nil, opacity: Double = 1
  ) {
    let norm = (direction.x * direction.x + direction.y * direction.y).squareRoot()
    guard centre.isFinite, radiusX > 0, radiusY > 0, norm > 0 else { return }
    let (cosine, sine) = (direction.x / norm, direction.y / norm)
    let reach = max(radiusX, radiusY) + (thickness ?? 0) / 2 + 1
    let left = clampedColumn(centre.x - reach)
    let right = clampedColumn(centre.x + reach + 1)
    let top = clampedRow(centre.y - reach)
    let bottom = clampedRow(centre.y + reach + 1)
    shade(left..<max(left, right), top..<max(top, bottom), color, opacity) { x, y in
      let u = (cosine * (x - centre.x) + sine * (y - centre.y)) / radiusX
      let v = (cosine * (y - centre.y) - sine * (x - centre.x)) / radiusY
      // The distance to the border to first order: f / |grad f| of f = u² + v² − 1.
      let slope = 2 * (u * u / (radiusX * radiusX) + v * v / (radiusY * radiusY)).squareRoot()
      let distance = slope < 1e-12 ? -min(radiusX, radiusY) : (u * u + v * v - 1) / slope
      if let thickness { return thickness / 2 + 0.5 - abs(distance) }
      return 0.5 - distance
    }
  }

  /// Mixes a colour into a block of pixels; `coverage` is given their middles, and its result is
  /// clamped to 0…1.
  @inline(__always)
  mutating func shade(
    _ columns: Range<Int>, _ rows: Range<Int>, _ color: Color, _ opacity: Double,
    _ coverage: (Double, Double) -> Double
  ) {
    let columns = columns.clamped(to: 0..<width)
    let rows = rows.clamped(to: 0..<height)
    let width = width
    guard !columns.isEmpty, !rows.isEmpty else { return }
    pixels.withUnsafeMutableBufferPointer { pixels in
      for y in rows {
        for x in columns {
          let share =
            opacity * min(max(coverage(Double(x) + 0.5, Double(y) + 0.5), 0), 1)
          if share >= 1 {
            let i = (y * width + x) * 3
            (pixels[i], pixels[i + 1], pixels[i + 2]) = (color.red, color.green, color.blue)
          } else if share > 0 {
            mix(pixels, (y * width + x) * 3, color, share)
          }
        }
      }
    }
  }

  func clampedColumn(_ x: Double) -> Int { Int(min(max(x, 0), Double(width))) }

  func clampedRow(_ y: Double) -> Int { Int(min(max(y, 0), Double(height))) }
}

/// Moves the pixel at byte `i` towards `color`.
@inline(__always)
func mix(
  _ pixels: UnsafeMutableBufferPointer<UInt8>, _ i: Int, _ color: Color, _ share: Double
) {
  func mixed(_ from: UInt8, _ to: UInt8) -> UInt8 {
    UInt8(Double(from) + (Double(to) - Double(from)) * share + 0.5)
  }
  pixels[i] = mixed(pixels[i], color.red)
  pixels[i + 1] = mixed(pixels[i + 1], color.green)
  pixels[i + 2] = mixed(pixels[i + 2], color.blue)
}

extension Point {
  /// Whether both coordinates are numbers that a picture can hold.
  var isFinite: Bool { abs(x) < 1e9 && abs(y) < 1e9 }
}

import Images

/// Pixels that outlines are filled into, edges smoothed by the exact area that they cover.
struct Canvas {
  let width: Int
  let height: Int
  private(set) var pixels: [Colour]
  /// The change of coverage from each pixel to the next, all zero between two outlines.
  private var changes: [Float]

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    pixels = [Colour](repeating: .zero, count: width * height)
    changes = [Float](repeating: 0, count: (width + 2) * height)
  }

  /// Replaces every pixel.
  mutating func paint(_ body: (UnsafeMutableBufferPointer<Colour>) -> Void) {
    pixels.withUnsafeMutableBufferPointer { body($0) }
  }

  /// Fills polygons that turn the same way; holes turn the other way.
  mutating func fill(_ polygons: [[Point]], _ paint: Paint, opacity: Float = 1) {
    var low = Point(repeating: .greatestFiniteMagnitude)
    var high = -low
    for point in polygons.joined() {
      low = pointwiseMin(low, point)
      high = pointwiseMax(high, point)
    }
    let bound = Point(Float(width), Float(height))
    guard low.x < bound.x, low.y < bound.y, high.x > 0, high.y > 0 else { return }
    low = pointwiseMax(low, .zero)
    high = pointwiseMin(high, bound)
    for polygon in polygons {
      for index in polygon.indices {
        addEdge(polygon[index], polygon[index + 1 == polygon.count ? 0 : index + 1])
      }
    }
    let columns = Int(low.x)..<min(width, Int(high.x) + 1)
    blend(rows: Int(low.y)..<min(height, Int(high.y) + 1), columns: columns, paint, opacity)
  }

  /// Source: Levien, "Inside the fastest font renderer in the world", 2016: signed areas.
  private mutating func addEdge(_ a: Point, _ b: Point) {
    guard a.y != b.y else { return }
    let sign: Float = a.y < b.y ? 1 : -1
    let (top, bottom) = a.y < b.y ? (a, b) : (b, a)
    let slope = (bottom.x - top.x) / (bottom.y - top.y)
    var x = top.x - min(top.y, 0) * slope
    let first = max(0, Int(top.y.rounded(.down)))
    let last = min(height, Int(bottom.y.rounded(.up)))
    guard first < last else { return }
    let limit = Float(width)
    for row in first..<last {
      let share = min(Float(row + 1), bottom.y) - max(Float(row), top.y)
      let next = x + slope * share
      addSpan(
        row * (width + 2), min(max(min(x, next), 0), limit), min(max(max(x, next), 0), limit),
        share * sign)
      x = next
    }
  }

  /// An edge that crosses a row from `left` to `right` and covers `area` of what is behind it.
  private mutating func addSpan(_ start: Int, _ left: Float, _ right: Float, _ area: Float) {
    let (first, last) = (Int(left), Int(right.rounded(.up)))
    guard last > first + 1 else {
      let outside = area * (0.5 * (left + right) - Float(first))
      changes[start + first] += area - outside
      changes[start + first + 1] += outside
      return
    }
    let density = 1 / (right - left)
    var before: Float = 0
    for column in first..<last {
      // The mean over this pixel of how far the edge has come.
      let (from, to) = (max(left, Float(column)), min(right, Float(column + 1)))
      let mean = 0.5 * (from + to) - left
      let covered = (mean * (to - from) + (right - left) * (Float(column + 1) - to)) * density
      changes[start + column] += area * (covered - before)
      before = covered
    }
    changes[start + last] += area * (1 - before)
  }

  private mutating func blend(
    rows: Range<Int>, columns: Range<Int>, _ paint: Paint, _ opacity: Float
  ) {
    let (width, stride) = (width, width + 2)
    changes.withUnsafeMutableBufferPointer { changes in
      pixels.withUnsafeMutableBufferPointer { pixels in
        for row in rows {
          var coverage: Float = 0
          for column in columns {
            let cell = row * stride + column
            coverage += changes[cell]
            changes[cell] = 0
            let alpha = min(abs(coverage), 1) * opacity
            guard alpha > 0.002 else { continue }
            let colour = paint.colour(at: Point(Float(column) + 0.5, Float(row) + 0.5))
            let index = row * width + column
            pixels[index] += (colour - pixels[index]) * alpha
          }
          changes[row * stride + columns.upperBound] = 0
          changes[row * stride + columns.upperBound + 1] = 0
        }
      }
    }
  }

  /// The picture, rounded and clamped to 8 bits.
  var image: Image {
    var bytes = [UInt8](repeating: 0, count: 3 * pixels.count)
    let low = Colour(repeating: 0)
    let high = Colour(repeating: 255)
    for (index, pixel) in pixels.enumerated() {
      let value = (pixel + 0.5).clamped(lowerBound: low, upperBound: high)
      bytes[3 * index] = UInt8(value.x)
      bytes[3 * index + 1] = UInt8(value.y)
      bytes[3 * index + 2] = UInt8(value.z)
    }
    return Image(width: width, height: height, pixels: bytes)
  }
}

import Images
import Tensors

/// A digit as a hand writes it: strokes that are bent, slanted and scaled at random.
struct Handwriting {
  /// The strokes as lines through many points; the larger side of all is 1, around the origin.
  private let strokes: [[Point]]
  /// How thick the pen is, as a share of the larger side.
  private let thickness: Float

  /// Writes a digit.
  init(digit: Int, random: inout Random) {
    let bend = (0..<4).map { _ in
      (
        frequency: Point(random.number(1, 4.5), random.number(1, 4.5)),
        phase: random.number(0, 2 * .pi), by: Point(random.jitter(0.035), random.jitter(0.035))
      )
    }
    let slant = random.number(-0.12, 0.42)
    let turn = random.jitter(0.12)
    let width = random.number(0.72, 1.15)
    var strokes = DigitStroke.of(digit, random: &random).map { stroke in
      stroke.points.map { point in
        var moved = point + Point(random.jitter(0.015), random.jitter(0.015)) - Point(0.5, 0.5)
        for wave in bend {
          let position = wave.phase + wave.frequency.dot(point)
          moved += wave.by * Point.direction(position).y
        }
        moved.x = moved.x * width - slant * moved.y
        return moved.turned(turn)
      }
      .joined(smoothly: stroke.isCurved)
    }
    var low = Point(repeating: .greatestFiniteMagnitude)
    var high = -low
    for point in strokes.joined() {
      low = pointwiseMin(low, point)
      high = pointwiseMax(high, point)
    }
    let size = max((high - low).max(), 0.01)
    strokes = strokes.map { $0.map { ($0 - (low + high) / 2) / size } }
    self.strokes = strokes
    thickness = random.number(0.08, 0.21)
  }

  /// The digit in a square, about five sevenths of it high as in MNIST.
  func image(side: Int, random: inout Random) -> Image {
    let height = Float(side) * random.number(0.60, 0.73)
    let pen = thickness * height
    let middle =
      Point(repeating: Float(side) / 2)
      + Point(random.jitter(0.05), random.jitter(0.05)) * Float(side)
    let ink = Colour(repeating: random.number(225, 255))
    var canvas = Canvas(width: side, height: side)
    var polygons: [[Point]] = []
    for stroke in strokes {
      let taper = random.number(0.75, 1)
      polygons += Outline.limb(
        stroke.map { middle + $0 * (height - pen) }, from: pen, to: pen * taper)
    }
    canvas.fill(polygons, .flat(ink))
    return canvas.image
  }
}

extension [Point] {
  /// The line through the points: straight, or a smooth curve (Catmull-Rom).
  fileprivate func joined(smoothly isCurved: Bool) -> [Point] {
    guard isCurved, count > 2 else { return self }
    let steps = 5
    var line: [Point] = []
    for index in 0..<(count - 1) {
      let (p1, p2) = (self[index], self[index + 1])
      let p0 = index > 0 ? self[index - 1] : p1
      let p3 = index + 2 < count ? self[index + 2] : p2
      for step in 0..<steps {
        let t = Float(step) / Float(steps)
        let linear = (p2 - p0) * t
        let square = (2 * p0 - 5 * p1 + 4 * p2 - p3) * (t * t)
        let cube = (3 * p1 - 3 * p2 + p3 - p0) * (t * t * t)
        line.append(p1 + 0.5 * (linear + square + cube))
      }
    }
    return line + suffix(1)
  }
}

import Tensors

/// A stroke of a digit, through points of a square from (0, 0), above left, to (1, 1).
struct DigitStroke {
  let points: [Point]
  let isCurved: Bool

  private static func curve(_ points: (Float, Float)...) -> DigitStroke {
    DigitStroke(points: points.map { Point($0.0, $0.1) }, isCurved: true)
  }

  private static func line(_ points: (Float, Float)...) -> DigitStroke {
    DigitStroke(points: points.map { Point($0.0, $0.1) }, isCurved: false)
  }

  /// The strokes of a digit, in one of the ways in which it is written.
  static func of(_ digit: Int, random: inout Random) -> [DigitStroke] {
    switch digit {
    case 0: zero(random: &random)
    case 1: one(random: &random)
    case 2: two(random: &random)
    case 3: three
    case 4: four(random: &random)
    case 5: five
    case 6: six(random: &random)
    case 7: seven(random: &random)
    case 8: eight
    default: nine(random: &random)
    }
  }

  private static func zero(random: inout Random) -> [DigitStroke] {
    let radius = random.number(0.22, 0.36)
    let start = random.number(-2.2, -1.2)
    let points = (0...12).map { corner in
      Point(0.5, 0.5) + Point(radius, 0.48)
        * Point.direction(start - 2 * .pi * Float(corner) / 12)
    }
    return [DigitStroke(points: points, isCurved: true)]
  }

  private static func one(random: inout Random) -> [DigitStroke] {
    switch random.next(below: 4) {
    case 0: [line((0.3, 0.2), (0.52, 0), (0.52, 1))]
    case 1: [line((0.32, 0.18), (0.52, 0), (0.52, 1)), line((0.28, 1), (0.78, 1))]
    default: [line((0.5, 0), (0.5, 1))]
    }
  }

  private static func two(random: inout Random) -> [DigitStroke] {
    if random.chance(0.45) {
      return [
        curve(
          (0.18, 0.2), (0.38, 0.02), (0.66, 0.06), (0.76, 0.28), (0.62, 0.56), (0.34, 0.86),
          (0.16, 0.96), (0.12, 0.84), (0.3, 0.8), (0.58, 0.94), (0.88, 0.94))
      ]
    }
    return [
      curve(
        (0.16, 0.24), (0.34, 0.03), (0.64, 0.04), (0.78, 0.24), (0.68, 0.5), (0.42, 0.76),
        (0.14, 0.98)),
      line((0.14, 0.98), (0.86, 0.96)),
    ]
  }

  private static let three = [
    curve((0.18, 0.13), (0.42, 0.0), (0.7, 0.1), (0.68, 0.34), (0.4, 0.47)),
    curve((0.4, 0.47), (0.7, 0.54), (0.8, 0.76), (0.56, 0.98), (0.28, 0.98), (0.12, 0.86)),
  ]

  private static func four(random: inout Random) -> [DigitStroke] {
    if random.chance(0.35) {
      return [line((0.66, 0), (0.1, 0.64), (0.92, 0.62)), line((0.66, 0), (0.64, 1))]
    }
    return [
      curve((0.26, 0.04), (0.2, 0.3), (0.2, 0.5), (0.36, 0.56), (0.72, 0.48)),
      line((0.76, 0.02), (0.7, 0.5), (0.64, 1)),
    ]
  }

  private static let five = [
    line((0.84, 0.04), (0.32, 0.04), (0.26, 0.44)),
    curve((0.26, 0.44), (0.5, 0.37), (0.76, 0.52), (0.74, 0.82), (0.46, 1.0), (0.14, 0.9)),
  ]

  private static func six(random: inout Random) -> [DigitStroke] {
    let open = random.number(-0.06, 0.06)
    return [
      curve(
        (0.66 + open, 0.0), (0.4, 0.2), (0.22, 0.56), (0.28, 0.9), (0.54, 1.0), (0.76, 0.82),
        (0.66, 0.58), (0.42, 0.58), (0.26, 0.78))
    ]
  }

  private static func seven(random: inout Random) -> [DigitStroke] {
    var strokes = [
      line((0.14, 0.1), (0.84, 0.04)), curve((0.84, 0.04), (0.62, 0.42), (0.46, 0.72), (0.4, 1.0)),
    ]
    if random.chance(0.25) { strokes.append(line((0.3, 0.52), (0.78, 0.48))) }
    if random.chance(0.2) { strokes.append(line((0.14, 0.1), (0.13, 0.24))) }
    return strokes
  }

  private static let eight = [
    curve(
      (0.74, 0.18), (0.52, 0.0), (0.26, 0.14), (0.34, 0.38), (0.62, 0.56), (0.76, 0.8),
      (0.5, 1.0), (0.24, 0.82), (0.38, 0.54), (0.66, 0.34), (0.74, 0.16))
  ]

  private static func nine(random: inout Random) -> [DigitStroke] {
    let loop = curve(
      (0.74, 0.2), (0.52, 0.02), (0.26, 0.16), (0.28, 0.42), (0.52, 0.48), (0.74, 0.24))
    return random.chance(0.4)
      ? [loop, curve((0.74, 0.22), (0.74, 0.6), (0.62, 0.92), (0.4, 1.0), (0.22, 0.9))]
      : [loop, curve((0.74, 0.22), (0.72, 0.55), (0.66, 1.0))]
  }
}

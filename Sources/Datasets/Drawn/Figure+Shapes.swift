import Tensors

extension Figure {
  /// A plain geometric shape of about the unit circle.
  static func shape(_ kind: DrawnClass, _ paint: Paint) -> Figure {
    var figure = Figure()
    let round = Outline.ellipse(.zero, Point(1, 1), corners: 48)
    switch kind {
    case .disc: figure.add(round, paint)
    case .ring:
      figure.add(
        all: [round, Outline.ellipse(.zero, Point(0.58, 0.58), corners: 40).reversed()], paint)
    case .triangle: figure.add(corners(3), paint)
    case .square: figure.add(Outline.rectangle(Point(-0.8, -0.8), Point(0.8, 0.8)), paint)
    case .hexagon: figure.add(corners(6), paint)
    case .star: figure.add(Outline.star(.zero, 1, inner: 0.42, points: 5), paint)
    case .cross:
      figure.add(crossOutline, paint)
    case .crescent: figure.add(crescentOutline, paint)
    case .heart: figure.add(heartOutline, paint)
    case .arrow:
      figure.add(
        [
          Point(1, 0), Point(0.2, -0.7), Point(0.2, -0.28), Point(-1, -0.28), Point(-1, 0.28),
          Point(0.2, 0.28), Point(0.2, 0.7),
        ], paint)
    default: break
    }
    return figure
  }

  private static func corners(_ count: Int) -> [Point] {
    Outline.ellipse(.zero, Point(1, 1), angle: -.pi / 2, corners: count)
  }

  private static let crossOutline: [Point] = {
    let arm: Float = 0.32
    let quarter = [Point(arm, -arm), Point(arm, -1), Point(-arm, -1)]
    return (0..<4).flatMap { turn in
      quarter.map { $0.turned(-Float(turn) * .pi / 2) }
    }
  }()

  /// The unit circle without a circle that is shifted to the right.
  private static let crescentOutline: [Point] = {
    let outer = (0...40).map { Point.direction(0.75 + Float($0) / 40 * (2 * .pi - 1.5)) }
    let (shift, tip) = (Point(0.55, 0), outer[0])
    // From the upper tip back to the lower one, bulging to the left.
    let bulge = (tip - shift).length
    let inner = (1..<24).map { step -> Point in
      let share = Float(step) / 24
      let y = -tip.y + 2 * tip.y * share
      let depth = (max(0, 1 - y * y / (tip.y * tip.y))).squareRoot()
      return Point(tip.x - (bulge + tip.x * 0.2) * depth, y)
    }
    return outer + inner
  }()

  private static let heartOutline: [Point] = (0..<60).map { step in
    let t = 2 * Float.pi * Float(step) / 60
    let (x, y) = (Point.direction(t).y, Point.direction(t).x)
    let top = 13 * y - 5 * Point.direction(2 * t).x - 2 * Point.direction(3 * t).x
    return Point(x * x * x, -(top - Point.direction(4 * t).x) / 16)
  }
}

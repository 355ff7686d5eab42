import Tensors

extension Figure {
  /// A texture that covers the square of −1…1 and what is around it.
  static func pattern(_ kind: DrawnClass, _ first: Colour, _ second: Colour, random: inout Random)
    -> Figure
  {
    var figure = Figure()
    let reach: Float = 2
    let ground = Outline.rectangle(Point(-reach, -reach), Point(reach, reach))
    let period = random.number(0.14, 0.34)
    switch kind {
    case .stripes:
      figure.add(
        ground,
        .bands(
          origin: .zero, axis: Point(1 / period, 0), colours: [first, second],
          softness: random.number(0.05, 0.5)))
    case .checks:
      figure.add(ground, .checks(origin: .zero, axis: Point(1 / period, 0), first, second))
    case .dots:
      figure.add(ground, .flat(first))
      figure.addDots(period * 1.3, .flat(second), reach, &random)
    case .waves:
      figure.add(ground, .flat(first))
      figure.addWaves(period * 1.3, .flat(second), reach, &random)
    default:
      figure.add(ground, .flat(first))
      figure.addBricks(period, second, reach, &random)
    }
    return figure
  }

  private mutating func addDots(
    _ period: Float, _ paint: Paint, _ reach: Float, _ random: inout Random
  ) {
    let count = Int(reach / period)
    let radius = period * random.number(0.22, 0.4)
    let shift = random.chance(0.5) ? period / 2 : 0
    for row in -count...count {
      for column in -count...count {
        let center =
          Point(Float(column), Float(row)) * period + Point(row % 2 == 0 ? 0 : shift, 0)
        add(Outline.ellipse(center, Point(radius, radius), corners: 16), paint)
      }
    }
  }

  private mutating func addWaves(
    _ period: Float, _ paint: Paint, _ reach: Float, _ random: inout Random
  ) {
    let height = period * random.number(0.25, 0.5)
    let pitch = random.number(6, 14)
    let width = period * random.number(0.3, 0.5)
    let count = Int(reach / period)
    for row in -count...count {
      let line = (0...80).map { step -> Point in
        let x = reach * (Float(step) / 40 - 1)
        return Point(x, Float(row) * period + height * Point.direction(x * pitch).y)
      }
      let lower = line.reversed().map { $0 + Point(0, width) }
      add(line + lower, paint)
    }
  }

  private mutating func addBricks(
    _ period: Float, _ colour: Colour, _ reach: Float, _ random: inout Random
  ) {
    let brick = Point(period * 2.1, period)
    let joint = period * random.number(0.08, 0.16)
    let count = Int(reach / period)
    for row in -count...count {
      for column in -count / 2 - 1...count / 2 {
        let shift = row % 2 == 0 ? 0 : brick.x / 2
        let low = Point(Float(column) * brick.x + shift, Float(row) * brick.y)
        add(
          Outline.rectangle(low, low + brick - joint), .flat(random.near(colour, 14)))
      }
    }
  }
}

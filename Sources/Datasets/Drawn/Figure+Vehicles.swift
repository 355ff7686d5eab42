import Tensors

extension Figure {
  /// An aeroplane from the side, its nose to the right.
  static func aeroplane(_ main: Colour, random: inout Random) -> Figure {
    var figure = Figure()
    let accent = random.colour(unlike: main)
    let half = random.number(0.11, 0.17)
    let sweep = random.number(0.3, 0.6)
    // The wing behind, the fin, the body, what is on it, the wing before it.
    figure.add(
      [
        Point(0.3, -0.06), Point(0.02, -0.06), Point(-sweep, -0.42), Point(-sweep + 0.16, -0.42),
      ], .flat(main * 0.65))
    figure.add(
      [
        Point(-0.58, -0.06), Point(-0.95, -0.06), Point(-1, -0.52),
        Point(-0.86, random.number(-0.56, -0.5)),
      ], .flat(accent))
    let body = [
      Point(1, 0.03), Point(0.86, -half * 0.75), Point(0.5, -half), Point(-0.4, -half),
      Point(-0.97, -half * 0.7), Point(-0.98, -half * 0.2), Point(-0.45, half * 0.8),
      Point(0.4, half), Point(0.86, half * 0.85),
    ]
    figure.add(Outline.smooth(body), .flat(main))
    figure.add(
      Outline.smooth([
        Point(0.97, 0.07), Point(0.4, half * 0.5), Point(-0.9, 0), Point(-0.45, half * 0.8),
        Point(0.4, half), Point(0.86, half * 0.85),
      ]), .flat(main * 0.8))
    let windows = (0..<random.next(below: 4) + 6).map { index -> [Point] in
      Outline.ellipse(
        Point(-0.45 + 0.13 * Float(index), -half * 0.35), Point(0.035, 0.035), corners: 10)
    }
    figure.add(all: windows, .flat(Colour(50, 60, 80)))
    figure.add(
      [
        Point(0.92, -half * 0.45), Point(0.78, -half * 0.75), Point(0.72, -half * 0.3),
        Point(0.92, -half * 0.15),
      ], .flat(Colour(50, 60, 80)))
    figure.add(
      [Point(-0.68, 0), Point(-0.84, 0), Point(-1.05, 0.16), Point(-0.92, 0.16)],
      .flat(accent * 0.85))
    let tip = random.number(0.38, 0.6)
    figure.addBody(Point(-0.05, 0.26), Point(0.15, 0.075), accent * 0.9, shine: 0.2)
    figure.add(
      [
        Point(0.28, 0.04), Point(-0.1, 0.04), Point(-sweep - 0.12, tip), Point(-sweep + 0.1, tip),
      ], .flat(main * 0.9))
    return figure
  }

  /// A bicycle from the side, its front wheel to the right.
  static func bicycle(_ main: Colour, random: inout Random) -> Figure {
    var figure = Figure()
    let radius = random.number(0.4, 0.46)
    let width = random.number(0.06, 0.09)
    let tyre = random.near(Colour(38, 36, 36))
    let (rear, front) = (Point(-0.54, 0.36), Point(0.54, 0.36))
    for hub in [rear, front] {
      let inner = Outline.ellipse(hub, Point(repeating: radius - width), corners: 28).reversed()
      var spokes: [[Point]] = []
      let turn = random.number(0, 1)
      for spoke in 0..<5 {
        let along = Point.direction(turn + .pi * Float(spoke) / 5) * (radius - width)
        spokes += Outline.limb([hub - along, hub + along], from: 0.016, to: 0.016)
      }
      figure.add(all: spokes, .flat(Colour(repeating: 165)))
      figure.add(
        all: [Outline.ellipse(hub, Point(repeating: radius), corners: 30), Array(inner)],
        .flat(tyre))
    }
    let crank = Point(-0.06, 0.4)
    let (seat, head) = (Point(-0.24, -0.24), Point(0.38, random.number(-0.34, -0.26)))
    var tubes: [[Point]] = []
    for (from, to) in [
      (rear, crank), (rear, seat), (crank, seat), (crank, head), (seat, head),
      (head + Point(-0.06, -0.16), front),
    ] {
      tubes += Outline.limb([from, to], from: 0.075, to: 0.065)
    }
    figure.add(all: tubes, .flat(main))
    let dark = random.near(Colour(48, 42, 40))
    figure.add(
      all: Outline.limb([seat, seat + Point(-0.04, -0.14)], from: 0.05, to: 0.05), .flat(dark))
    figure.add(
      Outline.ellipse(seat + Point(-0.04, -0.17), Point(0.17, 0.05), angle: 0.05), .flat(dark))
    let grip = head + Point(-0.06, -0.16)
    let end = random.chance(0.5) ? Point(0.2, 0.16) : Point(-0.14, -0.06)
    figure.add(
      all: Outline.limb([grip, grip + Point(0.13, -0.05), grip + end], from: 0.055, to: 0.055),
      .flat(dark))
    figure.add(Outline.ellipse(crank, Point(0.09, 0.09), corners: 16), .flat(dark))
    figure.add(
      all: Outline.limb([crank, crank + Point(0.1, 0.17)], from: 0.04, to: 0.07), .flat(dark))
    return figure
  }

  /// A bus from the side: of one floor, or two.
  static func bus(_ main: Colour, random: inout Random) -> Figure {
    var figure = Figure()
    let floors = random.chance(0.3) ? 2 : 1
    let roof: Float = floors == 2 ? -0.82 : random.number(-0.52, -0.42)
    let floor: Float = 0.36
    figure.add(
      Outline.rounded(Point(-1, roof), Point(1, floor), radius: 0.09), .flat(main))
    figure.add(
      Outline.rectangle(Point(-1, 0.2), Point(1, floor)), .flat(main * random.number(0.6, 0.8)))
    if random.chance(0.6) {
      figure.add(
        Outline.rectangle(Point(-1, 0.06), Point(1, 0.13)),
        .flat(random.colour(unlike: main)))
    }
    let glass = Colour(150, 185, 210) * random.number(0.35, 1.1)
    let count = random.next(below: 2) + 5
    let step = 1.4 / Float(count)
    for level in 0..<floors {
      let top = roof + 0.1 + Float(level) * 0.5
      let bottom = floors == 1 ? -0.02 : top + 0.3
      let panes = (0..<count).map { index -> [Point] in
        let left = -0.92 + step * Float(index)
        return Outline.rectangle(Point(left, top), Point(left + step * 0.84, bottom))
      }
      figure.add(all: panes, .flat(glass))
      if level == floors - 1 {
        figure.add(
          Outline.rectangle(Point(0.52, top), Point(0.74, floor - 0.05)), .flat(glass * 0.75))
      }
      figure.add(
        Outline.rectangle(Point(0.8, top), Point(0.97, bottom + 0.06)), .flat(glass * 1.1))
    }
    for x: Float in [-0.6, 0.42] {
      figure.add(Outline.ellipse(Point(x, 0.38), Point(0.18, 0.18)), .flat(Colour(28, 28, 30)))
      figure.add(
        Outline.ellipse(Point(x, 0.38), Point(0.08, 0.08)), .flat(Colour(repeating: 150)))
    }
    figure.add(
      Outline.ellipse(Point(0.95, 0.25), Point(0.04, 0.05), corners: 14),
      .flat(Colour(250, 240, 190)))
    return figure
  }
}

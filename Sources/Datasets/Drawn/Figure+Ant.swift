import Tensors

/// Colours of insects: ants and bees share them, so that no colour gives a class away.
enum Chitin {
  static let dark: [Colour] = [
    Colour(28, 24, 22), Colour(48, 34, 24), Colour(74, 42, 24), Colour(60, 52, 46),
    Colour(96, 46, 26), Colour(38, 30, 40),
  ]
  static let light: [Colour] = [
    Colour(190, 132, 40), Colour(216, 170, 62), Colour(168, 96, 40), Colour(150, 120, 78),
    Colour(206, 178, 120), Colour(140, 66, 34), Colour(226, 190, 40), Colour(122, 104, 84),
  ]
}

extension Figure {
  /// An ant, its head to the right: three parts, a thin waist, six bent legs, elbowed antennae.
  static func ant(random: inout Random) -> Figure {
    let isSideways = random.chance(0.25)
    let all = Chitin.dark + Chitin.light
    let base = random.near(random.pick(random.chance(0.65) ? Chitin.dark : Chitin.light))
    let rear = random.chance(0.4) ? random.near(random.pick(all)) : base * random.number(0.7, 1.1)
    let head = random.chance(0.3) ? random.near(random.pick(all)) : base
    let limb = (random.chance(0.7) ? base : rear) * random.number(0.55, 0.95)
    let thickness = random.number(0.045, 0.075)
    var figure = Figure()
    figure.addAntLegs(limb, thickness, isSideways, &random)

    // The body bends at the waist and the neck.
    let bend = random.jitter(isSideways ? 0.2 : 0.4)
    let rearEnd = Point(-0.24, 0) + Point(-0.4, 0).turned(bend)
    let fullness = random.number(0.85, 1.2)
    let radii = Point(0.42 * random.number(0.85, 1.15), 0.25 * fullness)
    let node = Point(-0.2, isSideways ? -0.05 : 0)
    figure.add(
      all: Outline.limb([Point(-0.05, 0), node, Point(-0.3, 0)], from: 0.07, to: 0.08),
      .flat(base * 0.8))
    figure.addBody(node, Point(0.06, isSideways ? 0.1 : 0.07), base)
    let rearOutline = Outline.drop(rearEnd, radii, angle: bend, point: 0.25)
    figure.add(rearOutline, .lit(rearEnd, radii, rear, shine: random.number(0.1, 0.5)))
    if random.chance(0.5) { figure.addAntRings(rearEnd, radii, bend, rear) }

    let chest = Point(0.27 * random.number(0.9, 1.1), 0.12 * random.number(0.9, 1.2))
    figure.addBody(Point(0.08, isSideways ? -0.02 : 0), chest, base, shine: random.number(0.1, 0.4))
    figure.addAntHead(head, limb, thickness, &random)
    return figure
  }

  private mutating func addAntLegs(
    _ colour: Colour, _ thickness: Float, _ isSideways: Bool, _ random: inout Random
  ) {
    let hips: [Float] = [0.22, 0.08, -0.06]
    let knees = [Point(0.42, 0.46), Point(0.06, 0.56), Point(-0.3, 0.48)]
    let feet = [Point(0.78, 0.78), Point(0.1, 1.0), Point(-0.72, 0.9)]
    for side: Float in [-1, 1] {
      let stretch = random.number(0.85, 1.15)
      for index in 0..<3 {
        let swing = random.jitter(0.14)
        var points = [
          Point(hips[index], 0.06), knees[index] * stretch + Point(swing, random.jitter(0.06)),
          feet[index] * stretch + Point(2 * swing, random.jitter(0.1)),
        ]
        points.append(points[2] + Point(index == 2 ? -0.12 : 0.1, 0.06))
        if isSideways {
          // Seen from the side: all stand below, those behind a little forward.
          points = points.map { Point($0.x + side * 0.08, $0.y * 0.8) }
          points[1].y -= 0.32
        } else {
          points = points.map { $0 * Point(1, side) }
        }
        add(
          all: Outline.limb(points, from: thickness, to: thickness * 0.45),
          .flat(isSideways && side < 0 ? colour * 0.7 : colour))
      }
    }
  }

  private mutating func addAntRings(
    _ center: Point, _ radii: Point, _ angle: Float, _ colour: Colour
  ) {
    for offset: Float in [-0.4, 0, 0.4] {
      let half = radii.y * (1 - offset * offset).squareRoot() * 0.9
      let middle = center + Point(offset * radii.x, 0).turned(angle)
      let reach = Point(0, half).turned(angle)
      let bulge = Point(-0.05, 0).turned(angle)
      add(
        all: Outline.limb(
          [middle - reach, middle + bulge, middle + reach], from: 0.022, to: 0.022),
        .flat(colour * 0.55), opacity: 0.7)
    }
  }

  private mutating func addAntHead(
    _ colour: Colour, _ limb: Colour, _ thickness: Float, _ random: inout Random
  ) {
    let turn = random.jitter(0.3)
    let center = Point(0.34, 0) + Point(0.18, 0).turned(turn)
    func placed(_ x: Float, _ y: Float) -> Point { center + Point(x, y).turned(turn) }
    let reach = random.number(0.85, 1.2)
    for side: Float in [-1, 1] {
      let elbow = placed(0.34 * reach, side * random.number(0.2, 0.38))
      let tip = elbow + Point(0.32 * reach, side * random.jitter(0.2)).turned(turn)
      add(
        all: Outline.limb(
          [placed(0.12, side * 0.07), elbow, tip], from: thickness * 0.6, to: thickness * 0.5),
        .flat(limb))
      add(
        all: Outline.limb(
          [placed(0.14, side * 0.1), placed(0.26, side * 0.09), placed(0.3, side * 0.02)],
          from: 0.06, to: 0.03), .flat(colour * 0.7))
    }
    addBody(center, Point(0.2, 0.175), angle: turn, colour, shine: random.number(0.1, 0.4))
    for side: Float in [-1, 1] {
      add(
        Outline.ellipse(placed(0.06, side * 0.12), Point(0.04, 0.03), angle: turn, corners: 12),
        .flat(colour * 0.3))
    }
  }
}

import Tensors

extension Figure {
  /// A bottle with cap and label.
  static func bottle(_ main: Colour, random: inout Random) -> Figure {
    var figure = Figure()
    let glasses: [Colour] = [
      Colour(40, 90, 50), Colour(96, 58, 28), Colour(150, 190, 200), Colour(60, 110, 160), main,
    ]
    let glass = random.near(random.pick(glasses))
    let half = random.number(0.24, 0.33)
    let neck = random.number(0.08, 0.13)
    let shoulder = random.number(-0.35, -0.1)
    let outline = [
      Point(-neck, -0.9), Point(neck, -0.9), Point(neck, shoulder - 0.2),
      Point(half * 0.85, shoulder), Point(half, shoulder + 0.15), Point(half, 0.9),
      Point(half - 0.06, 0.97), Point(-half + 0.06, 0.97), Point(-half, 0.9),
      Point(-half, shoulder + 0.15), Point(-half * 0.85, shoulder), Point(-neck, shoulder - 0.2),
    ]
    figure.add(
      outline,
      .bands(
        origin: Point(-half, 0), axis: Point(1 / half, 0), colours: [glass * 1.15, glass * 0.7],
        softness: 1))
    figure.add(
      Outline.rectangle(Point(-half * 0.7, shoulder + 0.2), Point(-half * 0.5, 0.85)),
      .flat(Colour(repeating: 255)), opacity: 0.45)
    let cap = random.colour(unlike: glass)
    figure.add(
      Outline.rectangle(Point(-neck - 0.02, -1), Point(neck + 0.02, -0.82)), .flat(cap))
    if random.chance(0.8) {
      let top = random.number(shoulder + 0.25, shoulder + 0.4)
      let label = random.colour(unlike: glass)
      figure.add(
        Outline.rectangle(Point(-half, top), Point(half, random.number(0.6, 0.78))), .flat(label))
      figure.add(
        Outline.rectangle(Point(-half, top + 0.12), Point(half, top + 0.22)), .flat(cap))
    }
    return figure
  }

  /// A chair, seen a little from the side.
  static func chair(_ main: Colour, random: inout Random) -> Figure {
    var figure = Figure()
    let woods: [Colour] = [
      Colour(150, 100, 58), Colour(96, 62, 38), Colour(196, 156, 104), Colour(60, 56, 54), main,
    ]
    let wood = random.near(random.pick(woods))
    let depth = random.number(0.14, 0.26)
    let half = random.number(0.42, 0.52)
    let seat = random.number(0.05, 0.2)
    let leg = random.number(0.09, 0.13)
    func bar(_ a: Point, _ b: Point, _ width: Float, _ shade: Float) {
      figure.add(all: Outline.limb([a, b], from: width, to: width), .flat(wood * shade))
    }
    let (back, front) = (seat - depth, seat + depth)
    // The rear legs go up as the posts of the back.
    for side: Float in [-1, 1] {
      bar(Point(side * half * 0.85, -0.93), Point(side * half * 0.85, 0.72), leg, 0.75)
    }
    if random.chance(0.4) {
      figure.add(
        Outline.rounded(Point(-half * 0.9, -0.95), Point(half * 0.9, back - 0.15), radius: 0.12),
        .flat(wood * 0.9))
    } else {
      let isUpright = random.chance(0.5)
      bar(Point(-half * 0.85, -0.9), Point(half * 0.85, -0.9), 0.14, 0.9)
      for index in 0..<3 {
        let share = Float(index) / 2 - 0.5
        if isUpright {
          bar(Point(share * half, -0.85), Point(share * half, back), 0.07, 0.85)
        } else {
          bar(
            Point(-half * 0.85, -0.45 + share * 0.5), Point(half * 0.85, -0.45 + share * 0.5), 0.08,
            0.85)
        }
      }
    }
    for side: Float in [-1, 1] {
      bar(Point(side * half * 1.05, front), Point(side * half * 1.05, 0.95), leg, 1)
    }
    let cushion = random.chance(0.5) ? random.colour(unlike: wood) : wood * 1.08
    figure.add(
      [
        Point(-half * 0.9, back), Point(half * 0.9, back), Point(half * 1.18, front),
        Point(-half * 1.18, front),
      ], .flat(cushion))
    figure.add(
      Outline.rectangle(Point(-half * 1.18, front), Point(half * 1.18, front + 0.1)),
      .flat(cushion * 0.7))
    return figure
  }

  /// A plant in a pot: leaves in a fan, a bush, or a cactus.
  static func pottedPlant(_ main: Colour, random: inout Random) -> Figure {
    var figure = Figure()
    let pots: [Colour] = [Colour(176, 96, 60), Colour(225, 220, 210), Colour(90, 92, 100), main]
    let pot = random.near(random.pick(pots))
    let green = random.near(Colour(62, 128, 52), 26)
    let rim = random.number(0.3, 0.42)
    switch random.next(below: 3) {
    case 0:
      for leaf in 0..<random.next(below: 4) + 7 {
        let angle = -Float.pi / 2 + random.jitter(1.15)
        let tip = Point(0, 0.3) + Point.direction(angle) * random.number(0.7, 1.2)
        let middle = Point(0, 0.3) + (tip - Point(0, 0.3)) * 0.55
        let side = (tip - middle).normal * random.number(0.25, 0.4)
        figure.add(
          Outline.smooth([Point(0, 0.35), middle + side, tip, middle - side]),
          .flat(green * (leaf % 2 == 0 ? 1 : 0.75)))
      }
    case 1:
      for _ in 0..<random.next(below: 6) + 12 {
        let center = Point(random.jitter(0.5), random.number(-0.75, 0.15))
        guard (center - Point(0, -0.25)).length < 0.62 else { continue }
        figure.addBody(
          center, Point(0.2, 0.17), random.near(green, 24), shine: 0.12)
      }
      let bloom = random.colour(unlike: green)
      for _ in 0..<random.next(below: 7) {
        figure.add(
          Outline.ellipse(
            Point(random.jitter(0.4), random.number(-0.7, 0)), Point(0.08, 0.08), corners: 12),
          .flat(bloom))
      }
      figure.add(
        Outline.rectangle(Point(-0.06, 0.05), Point(0.06, 0.4)), .flat(Colour(96, 70, 44)))
    default:
      let ribs = Paint.bands(
        origin: .zero, axis: Point(9, 0), colours: [green, green * 0.7], softness: 0.5)
      for side: Float in [-1, 1] where random.chance(0.7) {
        let height = random.number(-0.2, 0.1)
        figure.add(
          all: Outline.limb(
            [
              Point(0, height + 0.15), Point(side * 0.42, height + 0.1),
              Point(side * 0.42, height - 0.35),
            ], from: 0.2, to: 0.18), ribs)
      }
      figure.add(
        Outline.rounded(Point(-0.19, -0.9), Point(0.19, 0.45), radius: 0.18), ribs)
    }
    figure.add(
      [Point(-rim, 0.32), Point(rim, 0.32), Point(rim * 0.72, 1), Point(-rim * 0.72, 1)],
      .bands(
        origin: Point(-rim, 0), axis: Point(0.5 / rim, 0), colours: [pot * 1.1, pot * 0.75],
        softness: 1))
    figure.add(
      Outline.rectangle(Point(-rim - 0.05, 0.26), Point(rim + 0.05, 0.44)), .flat(pot * 0.9))
    return figure
  }

  /// A flat screen on its foot, or an old television with its knobs.
  static func monitor(_ main: Colour, random: inout Random) -> Figure {
    var figure = Figure()
    let frames: [Colour] = [
      Colour(30, 30, 34), Colour(190, 190, 192), Colour(70, 70, 78), Colour(110, 72, 44),
    ]
    let frame = random.near(random.pick(frames), 10)
    let top = random.number(-0.78, -0.6)
    if random.chance(0.6) {
      figure.add(Outline.rectangle(Point(-0.1, 0.4), Point(0.1, 0.74)), .flat(frame * 0.8))
      figure.add(
        Outline.rounded(Point(-0.42, 0.66), Point(0.42, 0.76), radius: 0.04), .flat(frame * 0.9))
      figure.add(
        Outline.rounded(Point(-1, top), Point(1, 0.5), radius: 0.05), .flat(frame))
      let edge = random.number(0.06, 0.1)
      figure.addScreen(Point(-1 + edge, top + edge), Point(1 - edge, 0.5 - edge), &random)
    } else {
      for side: Float in [-1, 1] where random.chance(0.7) {
        figure.add(
          all: Outline.limb(
            [Point(0, -0.6), Point(side * random.number(0.25, 0.5), -1)], from: 0.05, to: 0.035),
          .flat(Colour(repeating: 120)))
      }
      for x: Float in [-0.6, 0.6] {
        figure.add(
          Outline.rectangle(Point(x - 0.06, 0.6), Point(x + 0.06, 0.8)), .flat(frame * 0.6))
      }
      figure.add(
        Outline.rounded(Point(-0.92, -0.62), Point(0.92, 0.66), radius: 0.12), .flat(frame))
      figure.addScreen(Point(-0.78, -0.48), Point(0.44, 0.52), &random)
      for y: Float in [-0.3, 0, 0.3] {
        figure.add(
          Outline.ellipse(Point(0.68, y), Point(0.1, 0.1), corners: 16), .flat(frame * 0.45 + 50))
      }
    }
    return figure
  }

  /// What a screen shows: nothing, a landscape, stripes.
  private mutating func addScreen(_ low: Point, _ high: Point, _ random: inout Random) {
    let glow = random.colour()
    let screen = Outline.rounded(low, high, radius: 0.05)
    switch random.next(below: 3) {
    case 0:
      add(
        screen,
        .round(
          center: low + 0.3, radius: 1.4, inner: Colour(92, 98, 108), outer: Colour(24, 26, 32)))
    case 1:
      let line = low.y + (high.y - low.y) * random.number(0.45, 0.7)
      add(screen, .flat(glow))
      add(
        [
          Point(low.x, line), Point((low.x + high.x) / 2, line - random.number(0, 0.3)),
          Point(high.x, line), high, Point(low.x, high.y),
        ], .flat(random.colour(unlike: glow)))
    default:
      add(
        screen,
        .bands(
          origin: low, axis: Point(random.number(2, 5), 0),
          colours: [glow, random.colour(unlike: glow), random.colour()], softness: 0.05))
    }
    add(
      [low, Point(low.x + 0.5, low.y), Point(low.x, low.y + 0.6)], .flat(Colour(repeating: 255)),
      opacity: 0.18)
  }
}

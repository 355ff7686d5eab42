import Tensors

extension Figure {
  /// A plant or an animal, in the colour given.
  static func living(_ kind: DrawnClass, _ main: Colour, random: inout Random) -> Figure {
    var figure = Figure()
    switch kind {
    case .tree: figure.addTree(main, &random)
    case .flower: figure.addFlower(main, &random)
    case .mushroom: figure.addMushroom(main, &random)
    case .fish: figure.addFish(main, &random)
    case .butterfly: figure.addButterfly(main, &random)
    case .spider: figure.addSpider(main, &random)
    default: figure.addBeetle(main, &random)
    }
    return figure
  }

  private mutating func addTree(_ main: Colour, _ random: inout Random) {
    add(
      [Point(-0.12, 0.1), Point(0.12, 0.1), Point(0.17, 1), Point(-0.17, 1)],
      .flat(random.near(Colour(96, 66, 40))))
    let green = random.near(Colour(60, 125, 45) * 0.8 + main * 0.2)
    if random.chance(0.5) {
      for layer in 0..<3 {
        let y = -0.95 + Float(layer) * 0.36
        let half = 0.36 + Float(layer) * 0.16
        add(
          [Point(0, y), Point(half, y + 0.62), Point(-half, y + 0.62)],
          .flat(green * (1 - 0.1 * Float(layer))))
      }
    } else {
      for blob in 0..<10 {
        let reach: Float = blob < 7 ? 1 : 0.3
        let around = Point.direction(Float(blob) * 0.9 + random.jitter(0.2))
        let center = around * Point(0.4, 0.34) * reach - Point(0, 0.35)
        let radius = random.number(0.28, 0.36)
        addBody(center, Point(radius, radius), random.near(green, 16), shine: 0.15)
      }
    }
  }

  private mutating func addFlower(_ main: Colour, _ random: inout Random) {
    let green = random.near(Colour(70, 130, 50))
    add(
      all: Outline.limb(
        [Point(0, -0.2), Point(random.jitter(0.12), 0.5), Point(0, 1)], from: 0.08, to: 0.1),
      .flat(green))
    add(
      Outline.smooth([Point(0, 0.75), Point(0.25, 0.45), Point(0.55, 0.42), Point(0.3, 0.68)]),
      .flat(green * 0.85))
    let count = random.next(below: 5) + 5
    let center = Point(0, -0.35)
    let turn = random.number(0, 1)
    for petal in 0..<count {
      let angle = 2 * Float.pi * Float(petal) / Float(count) + turn
      add(
        Outline.ellipse(
          center + .direction(angle) * 0.36, Point(0.3, 1.1 / Float(count)), angle: angle),
        .round(center: center, radius: 0.68, inner: main * 0.8, outer: main * 1.1))
    }
    addBody(center, Point(0.2, 0.2), random.colour(unlike: main))
  }

  private mutating func addMushroom(_ main: Colour, _ random: inout Random) {
    let stem = random.near(Colour(225, 212, 188))
    let half = random.number(0.16, 0.26)
    add(
      [Point(-half, -0.1), Point(half, -0.1), Point(half * 1.25, 0.95), Point(-half * 1.25, 0.95)],
      .flat(stem))
    let cap =
      [Point(-0.9, 0.05)]
      + (0...24).map { step -> Point in
        let direction = Point.direction(.pi + .pi * Float(step) / 24)
        return Point(direction.x * 0.9, direction.y * 0.85 + 0.02)
      } + [Point(0.9, 0.05), Point(0, 0.16)]
    add(cap, .lit(Point(0, -0.3), Point(0.8, 0.6), main, shine: 0.2))
    for _ in 0..<random.next(below: 7) {
      let spot = Point(random.jitter(0.55), random.number(-0.6, -0.12))
      guard spot.length < 0.72 else { continue }
      add(Outline.ellipse(spot, Point(0.1, 0.08), corners: 16), .flat(Colour(245, 240, 228)))
    }
  }

  private mutating func addFish(_ main: Colour, _ random: inout Random) {
    let fin = random.near(main * 0.7)
    let height = random.number(0.34, 0.5)
    add([Point(-0.5, 0), Point(-1, -0.45), Point(-0.86, 0), Point(-1, 0.45)], .flat(fin))
    add(
      [Point(-0.2, -height * 0.8), Point(0.1, -height - 0.25), Point(0.4, -height * 0.7)],
      .flat(fin))
    add(
      [Point(-0.1, height * 0.7), Point(0.05, height + 0.2), Point(0.3, height * 0.7)], .flat(fin))
    let body = Outline.drop(Point(0.15, 0), Point(0.78, height), angle: 0, point: 0.5)
    if random.chance(0.4) {
      add(
        body,
        .bands(
          origin: .zero, axis: Point(random.number(3, 5), 0),
          colours: [main, random.colour(unlike: main, by: 60)], softness: 0.2))
    } else {
      add(body, .lit(Point(0.15, 0), Point(0.78, height), main, shine: 0.3))
    }
    add(
      Outline.ellipse(Point(0.62, -0.1), Point(0.1, 0.1), corners: 18), .flat(Colour(245, 245, 240))
    )
    add(
      Outline.ellipse(Point(0.64, -0.1), Point(0.05, 0.05), corners: 14), .flat(Colour(15, 15, 15)))
  }

  private mutating func addButterfly(_ main: Colour, _ random: inout Random) {
    let second = random.colour(unlike: main, by: 60)
    let spread = random.number(0.8, 1.05)
    for side: Float in [-1, 1] {
      let lower = [
        Point(0.02, 0.1), Point(0.5, 0.2), Point(0.72, 0.55), Point(0.4, 0.9), Point(0.08, 0.55),
      ]
      let upper = [
        Point(0.02, -0.05), Point(0.35, -0.75), Point(0.95, -0.85), Point(0.92, -0.2),
        Point(0.4, 0.12),
      ]
      for (wing, tone) in [(lower, main * 0.85), (upper, main)] {
        let outline = Outline.smooth(wing.map { $0 * Point(side * spread, 1) })
        add(Outline.turningRight(outline), .flat(tone * 0.4))
        let middle = wing.reduce(Point.zero, +) / Float(wing.count)
        let inner = wing.map { (middle + ($0 - middle) * 0.82) * Point(side * spread, 1) }
        add(Outline.turningRight(Outline.smooth(inner)), .flat(tone))
        add(
          Outline.ellipse(middle * Point(side * spread * 1.1, 1), Point(0.14, 0.14), corners: 18),
          .flat(second))
      }
      add(
        all: Outline.limb(
          [Point(0, -0.45), Point(side * 0.14, -0.8), Point(side * 0.22, -0.95)], from: 0.03,
          to: 0.05),
        .flat(Colour(30, 25, 22)))
    }
    addBody(Point(0, 0.05), Point(0.075, 0.55), Colour(40, 32, 28), shine: 0.2)
  }

  private mutating func addSpider(_ main: Colour, _ random: inout Random) {
    let tone = random.near(main * 0.85)
    for side: Float in [-1, 1] {
      for leg in 0..<4 {
        let angle = -0.95 + Float(leg) * 0.62 + random.jitter(0.08)
        let knee = Point.direction(angle) * 0.58 - Point(0, 0.18)
        let foot = Point.direction(angle * 1.25) * 1.05 + Point(0, 0.12)
        add(
          all: Outline.limb(
            [Point(0.08, -0.12), knee, foot].map { $0 * Point(side, 1) }, from: 0.06, to: 0.03),
          .flat(tone * 0.8))
      }
    }
    addBody(Point(0, 0.3), Point(0.36, 0.42), tone, shine: 0.3)
    if random.chance(0.6) {
      let mark = random.colour(unlike: tone)
      add([Point(0, 0.05), Point(0.1, 0.3), Point(0, 0.55), Point(-0.1, 0.3)], .flat(mark))
    }
    addBody(Point(0, -0.2), Point(0.22, 0.22), tone, shine: 0.3)
    for x: Float in [-0.08, 0.08] {
      add(
        Outline.ellipse(Point(x, -0.34), Point(0.035, 0.035), corners: 10),
        .flat(Colour(230, 230, 220)))
    }
  }

  /// A ladybird or another round beetle: two wing cases, spots, a small head, short legs.
  private mutating func addBeetle(_ main: Colour, _ random: inout Random) {
    let dark = Colour(30, 26, 26)
    for side: Float in [-1, 1] {
      for y: Float in [-0.35, 0.05, 0.45] {
        add(
          all: Outline.limb(
            [Point(side * 0.5, y), Point(side * 0.9, y + 0.1), Point(side * 0.98, y + 0.25)],
            from: 0.08, to: 0.05), .flat(dark))
      }
    }
    addBody(Point(0, -0.68), Point(0.3, 0.24), dark, shine: 0.2)
    addBody(Point(0, 0.1), Point(0.72, 0.8), main, shine: 0.4)
    add(Outline.rectangle(Point(-0.025, -0.68), Point(0.025, 0.9)), .flat(dark))
    for side: Float in [-1, 1] {
      for _ in 0..<random.next(below: 4) + 1 {
        let spot = Point(side * random.number(0.18, 0.46), random.number(-0.35, 0.6))
        let radius = random.number(0.07, 0.13)
        add(Outline.ellipse(spot, Point(radius, radius), corners: 16), .flat(dark))
      }
    }
  }
}

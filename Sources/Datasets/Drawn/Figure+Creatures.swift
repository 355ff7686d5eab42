import Tensors

extension Figure {
  /// A bird: on its legs, or on the wing.
  static func bird(_ main: Colour, random: inout Random) -> Figure {
    var figure = Figure()
    let wing = random.chance(0.6) ? main * random.number(0.55, 0.8) : random.colour(unlike: main)
    let breast = random.chance(0.5) ? main : random.near(Colour(225, 200, 160))
    let beak = random.near(Colour(225, 150, 40))
    let isFlying = random.chance(0.4)
    let lean = isFlying ? random.number(-0.1, 0.15) : random.number(-0.55, -0.25)
    let along = Point.direction(lean)
    let tail = -along * 0.42
    if isFlying {
      figure.add(
        Outline.smooth([
          Point(0.2, -0.05), Point(0.12, -0.55), Point(-0.2, -0.85), Point(-0.3, -0.45),
          Point(-0.25, -0.05),
        ]), .flat(wing * 0.8))
    } else {
      for x: Float in [-0.08, 0.1] {
        figure.add(
          all: Outline.limb(
            [Point(x, 0.2), Point(x + 0.03, 0.62), Point(x + 0.16, 0.64)], from: 0.05, to: 0.035),
          .flat(beak * 0.7))
      }
    }
    let length = random.number(0.4, 0.62)
    figure.add(
      [
        tail + along.normal * 0.1, tail - along.normal * 0.1,
        tail - along * length - along.normal * 0.12, tail - along * length + along.normal * 0.1,
      ], .flat(wing))
    figure.add(
      Outline.drop(.zero, Point(0.55, 0.32), angle: lean, point: 0.45),
      .round(center: along * 0.2 + Point(0.05, 0.2), radius: 0.7, inner: breast, outer: main))
    let head = along * 0.5 + Point(0.04, isFlying ? -0.06 : -0.14)
    figure.add(
      [
        head + Point(0.12, -0.09), head + Point(random.number(0.4, 0.55), 0.03),
        head + Point(0.12, 0.1),
      ], .flat(beak))
    figure.addBody(head, Point(0.22, 0.2), main, shine: 0.15)
    figure.add(
      Outline.ellipse(head + Point(0.08, -0.05), Point(0.055, 0.055), corners: 14),
      .flat(Colour(repeating: 240)))
    figure.add(
      Outline.ellipse(head + Point(0.09, -0.05), Point(0.035, 0.035), corners: 12),
      .flat(Colour(repeating: 12)))
    if isFlying {
      let reach = random.number(0.75, 0.95)
      figure.add(
        Outline.smooth([
          Point(0.25, 0), Point(0.05, -0.5), Point(-0.45, -reach), Point(-0.55, -0.4),
          Point(-0.3, 0.1),
        ]), .flat(wing))
    } else {
      figure.add(
        Outline.drop(
          -along * 0.1 - Point(0, 0.02), Point(0.42, 0.19), angle: lean + 0.12, point: 0.8),
        .flat(wing))
    }
    return figure
  }

  /// A cat: seated and seen from the front, or standing and seen from the side.
  static func cat(_ main: Colour, random: inout Random) -> Figure {
    var figure = Figure()
    let furs: [Colour] = [
      Colour(70, 66, 64), Colour(190, 120, 60), Colour(150, 140, 130), Colour(225, 215, 200),
      Colour(120, 90, 66), main,
    ]
    let fur = random.near(random.pick(furs))
    let light = fur + (Colour(repeating: 255) - fur) * random.number(0.2, 0.6)
    let isStriped = random.chance(0.5)
    let coat: Paint =
      isStriped
      ? .bands(
        origin: .zero, axis: Point(random.number(4, 7), 1), colours: [fur, fur * 0.72],
        softness: 0.4)
      : .round(center: Point(0, 0.2), radius: 1.1, inner: fur * 1.1, outer: fur * 0.8)
    if random.chance(0.6) {
      let side: Float = random.chance(0.5) ? 1 : -1
      figure.add(
        all: Outline.limb(
          [
            Point(0.2 * side, 0.8), Point(0.6 * side, 0.78), Point(0.75 * side, 0.45),
            Point(random.number(0.55, 0.8) * side, 0.1),
          ], from: 0.17, to: 0.12), .flat(fur * 0.9))
      figure.add(
        Outline.smooth([
          Point(0, -0.25), Point(0.28, 0), Point(0.42, 0.55), Point(0.4, 0.9), Point(0, 0.95),
          Point(-0.4, 0.9), Point(-0.42, 0.55), Point(-0.28, 0),
        ]), coat)
      figure.add(Outline.ellipse(Point(0, 0.35), Point(0.17, 0.36)), .flat(light))
      for x: Float in [-0.16, 0.16] {
        figure.add(Outline.ellipse(Point(x, 0.89), Point(0.15, 0.09)), .flat(light))
      }
      figure.addCatHead(Point(random.jitter(0.06), -0.42), 0.4, fur, light, &random)
    } else {
      figure.add(
        all: Outline.limb(
          [Point(-0.6, -0.02), Point(-0.9, -0.25), Point(-0.92, random.number(-0.75, -0.5))],
          from: 0.15, to: 0.1), .flat(fur * 0.9))
      for x: Float in [-0.52, -0.32, 0.28, 0.46] {
        let step = random.jitter(0.1)
        figure.add(
          all: Outline.limb(
            [Point(x, 0.1), Point(x + step * 0.5, 0.5), Point(x + step, 0.78)], from: 0.2, to: 0.13),
          .flat(fur * 0.85))
      }
      figure.add(
        Outline.smooth([
          Point(0.6, -0.18), Point(0.1, -0.16), Point(-0.5, -0.2), Point(-0.72, 0.05),
          Point(-0.5, 0.3), Point(0.1, 0.26), Point(0.55, 0.28), Point(0.7, 0),
        ]), coat)
      figure.addCatHead(Point(0.68, -0.3), 0.31, fur, light, &random)
    }
    return figure
  }

  private mutating func addCatHead(
    _ center: Point, _ radius: Float, _ fur: Colour, _ light: Colour, _ random: inout Random
  ) {
    func at(_ x: Float, _ y: Float) -> Point { center + Point(x, y) * radius }
    for side: Float in [-1, 1] {
      add([at(side * 0.95, -0.3), at(side * 0.86, -1.25), at(side * 0.2, -0.8)], .flat(fur * 0.9))
      add(
        [at(side * 0.82, -0.45), at(side * 0.78, -1.0), at(side * 0.38, -0.75)],
        .flat(Colour(215, 150, 145)))
    }
    addBody(center, Point(radius, radius * 0.88), fur, shine: 0.12)
    add(Outline.ellipse(at(0, 0.42), Point(0.48, 0.34) * radius), .flat(light))
    let iris = random.pick([Colour(150, 190, 60), Colour(220, 180, 50), Colour(90, 150, 190)])
    for side: Float in [-1, 1] {
      add(
        Outline.ellipse(at(side * 0.4, -0.12), Point(0.2, 0.18) * radius, corners: 16), .flat(iris))
      add(
        Outline.ellipse(at(side * 0.4, -0.12), Point(0.07, 0.16) * radius, corners: 12),
        .flat(Colour(repeating: 10)))
    }
    add([at(-0.13, 0.22), at(0.13, 0.22), at(0, 0.4)], .flat(Colour(200, 110, 110)))
  }

  /// A person who stands, walks or waves.
  static func person(_ main: Colour, random: inout Random) -> Figure {
    var figure = Figure()
    let skins: [Colour] = [
      Colour(244, 208, 180), Colour(224, 172, 132), Colour(172, 118, 82), Colour(116, 76, 52),
      Colour(80, 54, 40),
    ]
    let skin = random.near(random.pick(skins), 8)
    let hair = random.pick([
      Colour(30, 24, 22), Colour(80, 52, 32), Colour(200, 160, 90), Colour(150, 145, 140),
    ])
    let trousers = random.colour(unlike: main, by: 60) * random.number(0.5, 1)
    let shoe = random.near(Colour(50, 42, 38))
    let stride = random.number(0.03, 0.24)
    let hip = Point(0, 0.12)
    for side: Float in [-1, 1] {
      let foot = Point(side * stride + side * 0.07, 0.93)
      let knee = Point(side * (stride * 0.7 + 0.08) + random.jitter(0.04), 0.5)
      figure.add(
        all: Outline.limb([hip + Point(side * 0.09, 0), knee, foot], from: 0.2, to: 0.13),
        .flat(side < 0 ? trousers * 0.85 : trousers))
      figure.add(
        Outline.ellipse(foot + Point(0.05, 0.04), Point(0.12, 0.055), corners: 18), .flat(shoe))
    }
    let shoulder: Float = -0.42
    for side: Float in [-1, 1] {
      let angle = random.chance(0.2) ? random.number(-1.3, -0.6) : random.number(0.9, 1.5)
      let bend = random.number(-0.7, 0.2)
      let start = Point(side * 0.2, shoulder)
      let elbow = start + Point.direction(angle) * Point(side, 1) * 0.27
      let hand = elbow + Point.direction(angle + bend) * Point(side, 1) * 0.26
      figure.add(all: Outline.limb([start, elbow], from: 0.15, to: 0.12), .flat(main * 0.88))
      figure.add(all: Outline.limb([elbow, hand], from: 0.11, to: 0.08), .flat(skin))
      figure.addBody(hand, Point(0.06, 0.06), skin, shine: 0.1)
    }
    figure.add(
      [
        Point(-0.22, shoulder - 0.08), Point(-0.1, shoulder - 0.12), Point(0.1, shoulder - 0.12),
        Point(0.22, shoulder - 0.08), Point(0.19, 0.22), Point(-0.19, 0.22),
      ],
      random.chance(0.3)
        ? .bands(
          origin: .zero, axis: Point(0, 9), colours: [main, random.colour(unlike: main)],
          softness: 0.1)
        : .flat(main))
    figure.add(Outline.rectangle(Point(-0.06, -0.62), Point(0.06, -0.5)), .flat(skin * 0.9))
    let head = Point(random.jitter(0.03), -0.75)
    let hairLength = random.chance(0.4) ? random.number(0.1, 0.24) : 0.02
    figure.add(
      Outline.smooth([
        head + Point(-0.17, hairLength), head + Point(-0.19, -0.08), head + Point(0, -0.24),
        head + Point(0.19, -0.08), head + Point(0.17, hairLength),
      ]), .flat(hair))
    figure.addBody(head + Point(0, 0.02), Point(0.14, 0.17), skin, shine: 0.1)
    figure.add(
      Outline.smooth([
        head + Point(-0.15, -0.05), head + Point(0, -0.23), head + Point(0.15, -0.05),
        head + Point(0.02, -0.1),
      ]), .flat(hair))
    for x: Float in [-0.05, 0.06] {
      figure.add(
        Outline.ellipse(head + Point(x, 0.01), Point(0.018, 0.022), corners: 8),
        .flat(Colour(repeating: 25)))
    }
    return figure
  }
}

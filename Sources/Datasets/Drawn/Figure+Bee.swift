import Tensors

extension Figure {
  /// A bee, its head to the right: a striped pointed rear, a furry chest, two pairs of wings.
  static func bee(random: inout Random) -> Figure {
    let isSideways = random.chance(0.25)
    let light = random.near(random.pick(Chitin.light))
    let dark = random.near(random.pick(Chitin.dark), 10)
    let fur = random.near(random.pick(random.chance(0.7) ? Chitin.light : Chitin.dark)) * 0.9
    var figure = Figure()
    figure.addBeeLegs(dark, isSideways, &random)
    if isSideways { figure.addWings(isSideways: true, &random) }

    let bend = random.jitter(0.25) + (isSideways ? 0.15 : 0)
    let rear = Point(-0.1, 0) + Point(-0.42, 0).turned(bend)
    let radii = Point(0.52 * random.number(0.9, 1.1), 0.3 * random.number(0.9, 1.15))
    let outline = Outline.drop(rear, radii, angle: bend, point: 0.55)
    // Bands across the rear, light and dark in turn, of unequal width.
    let bandCount = random.number(5.5, 8)
    let colours =
      random.chance(0.5) ? [light, dark] : [light, dark, dark, light * 0.9, dark * 1.1]
    figure.add(
      outline,
      .bands(
        origin: rear - Point(radii.x, 0).turned(bend),
        axis: Point(bandCount / (2 * radii.x), 0).turned(bend), colours: colours, softness: 0.2))
    figure.add(
      Outline.drop(
        rear + Point(0, 0.35 * radii.y), radii * Point(0.95, 0.6), angle: bend, point: 0.55),
      .flat(Colour(10, 8, 6)), opacity: 0.18)
    figure.add(
      Outline.ellipse(rear - Point(0, 0.4 * radii.y), radii * Point(0.6, 0.25), angle: bend),
      .flat(Colour(repeating: 255)), opacity: random.number(0.08, 0.25))

    figure.addFur(Point(0.16, 0), random.number(0.27, 0.33), fur, &random)
    figure.addBeeHead(dark, fur, &random)
    if !isSideways { figure.addWings(isSideways: false, &random) }
    return figure
  }

  private mutating func addBeeLegs(
    _ colour: Colour, _ isSideways: Bool, _ random: inout Random
  ) {
    let thickness = random.number(0.06, 0.09)
    for side: Float in isSideways ? [1] : [-1, 1] {
      for (index, hip) in [Float(0.3), 0.14, -0.02].enumerated() {
        let lean = [Float(0.25), 0, -0.35][index] + random.jitter(0.1)
        let knee = Point(hip + lean * 0.6, 0.38 + random.jitter(0.05))
        let foot = Point(hip + lean * 1.4, 0.58 + random.jitter(0.08))
        let points = [Point(hip, 0.1), knee, foot].map { $0 * Point(1, side) }
        add(all: Outline.limb(points, from: thickness, to: thickness * 0.6), .flat(colour))
      }
    }
  }

  private mutating func addWings(isSideways: Bool, _ random: inout Random) {
    let tint = random.near(
      random.pick([
        Colour(225, 228, 230), Colour(200, 190, 165), Colour(150, 150, 155), Colour(235, 220, 180),
      ]))
    let opacity = random.number(0.4, 0.68)
    let vein = tint * 0.45
    let sweep = random.number(0.35, 1.25)
    for side: Float in [-1, 1] {
      for (length, width, root, back) in [
        (Float(0.62), Float(0.2), Point(-0.02, 0.14), Float(0.5)),
        (0.85, 0.25, Point(0.14, 0.16), 0),
      ] {
        // From straight out (0) to folded along the back (π/2).
        var angle = Float.pi / 2 + sweep * 0.75 + back * 0.35 + random.jitter(0.08)
        if isSideways { angle += side * 0.16 - 0.15 }
        let out = Point.direction(angle) * Point(1, isSideways ? -1 : side)
        let base = root * Point(1, isSideways ? -1 : side)
        let tilt = isSideways ? -angle : side * angle
        let center = base + out * length * 0.55
        add(
          Outline.drop(center, Point(length * 0.55, width), angle: tilt, point: 0.75),
          .flat(tint), opacity: opacity)
        for fan: Float in [-0.22, 0.02, 0.22] {
          let tip = base + out.turned(fan) * length * (1 - abs(fan) * 0.6)
          add(
            all: Outline.limb([base, tip], from: 0.02, to: 0.008), .flat(vein), opacity: 0.55)
        }
      }
    }
  }

  /// A round body whose edge is a ring of hairs.
  private mutating func addFur(
    _ center: Point, _ radius: Float, _ colour: Colour, _ random: inout Random
  ) {
    let hairs = (0..<54).map { hair -> [Point] in
      let direction = Point.direction(2 * .pi * Float(hair) / 54 + random.jitter(0.08))
      let reach = radius * random.number(1.08, 1.3)
      let side = direction.normal * 0.025
      return Outline.turningRight([
        center + direction * radius * 0.7 + side, center + direction * radius * 0.7 - side,
        center + direction * reach,
      ])
    }
    add(all: hairs, .flat(colour * 0.85))
    add(
      Outline.ellipse(center, Point(radius, radius * 0.95)),
      .lit(center, Point(radius, radius), colour, shine: 0.25))
    for _ in 0..<26 {
      let start =
        center + Point.direction(random.number(0, 2 * .pi)) * radius * random.number(0, 0.85)
      let end = start + Point(random.jitter(0.07), random.jitter(0.07))
      add(
        all: Outline.limb([start, end], from: 0.022, to: 0.008),
        .flat(colour * random.number(0.6, 1.35)), opacity: 0.6)
    }
  }

  private mutating func addBeeHead(_ dark: Colour, _ fur: Colour, _ random: inout Random) {
    let turn = random.jitter(0.2)
    let center = Point(0.4, 0) + Point(0.16, 0).turned(turn)
    func placed(_ x: Float, _ y: Float) -> Point { center + Point(x, y).turned(turn) }
    for side: Float in [-1, 1] {
      let elbow = placed(0.22, side * 0.13)
      let tip = placed(0.36, side * random.number(0.14, 0.28))
      add(
        all: Outline.limb([placed(0.1, side * 0.05), elbow, tip], from: 0.045, to: 0.04),
        .flat(dark))
    }
    addBody(
      center, Point(0.15, 0.21), angle: turn, random.chance(0.5) ? dark : fur * 0.8, shine: 0.2)
    for side: Float in [-1, 1] {
      let eye = placed(0.02, side * 0.15)
      add(
        Outline.ellipse(eye, Point(0.1, 0.065), angle: turn, corners: 18),
        .lit(eye, Point(0.1, 0.07), dark * 0.6, shine: 0.35))
    }
  }
}

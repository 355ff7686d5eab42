import Tensors

extension Figure {
  /// A thing that people made, in the colours given.
  static func thing(_ kind: DrawnClass, _ main: Colour, random: inout Random) -> Figure {
    var figure = Figure()
    switch kind {
    case .house: figure.addHouse(main, &random)
    case .car: figure.addCar(main, &random)
    case .cup: figure.addCup(main, &random)
    case .key: figure.addKey(main, &random)
    default: figure.addBoat(main, &random)
    }
    return figure
  }

  private mutating func addHouse(_ main: Colour, _ random: inout Random) {
    let roof = random.colour(unlike: main)
    let width = random.number(0.65, 0.85)
    let eaves = random.number(-0.3, 0)
    if random.chance(0.7) {
      add(Outline.rectangle(Point(0.25, -0.95), Point(0.45, -0.2)), .flat(roof * 0.6))
    }
    add(Outline.rectangle(Point(-width, eaves), Point(width, 0.9)), .flat(main))
    let overhang = width + 0.16
    add([Point(-overhang, eaves), Point(0, -0.95), Point(overhang, eaves)], .flat(roof))
    add(Outline.rectangle(Point(-0.16, 0.3), Point(0.16, 0.9)), .flat(roof * 0.5))
    let glass = Colour(190, 220, 240) * random.number(0.5, 1)
    for x: Float in [-0.44, 0.44] {
      add(Outline.rectangle(Point(x - 0.17, 0.1), Point(x + 0.17, 0.42)), .flat(glass))
      add(
        all: [
          Outline.rectangle(Point(x - 0.02, 0.1), Point(x + 0.02, 0.42)),
          Outline.rectangle(Point(x - 0.17, 0.24), Point(x + 0.17, 0.28)),
        ], .flat(main * 0.6))
    }
  }

  private mutating func addCar(_ main: Colour, _ random: inout Random) {
    let cabin = random.number(-0.62, -0.5)
    let body = [
      Point(-1, 0.05), Point(-0.9, -0.12), Point(-0.6, -0.16), Point(-0.38, cabin),
      Point(0.28, cabin), Point(0.56, -0.14), Point(0.95, -0.05), Point(1, 0.12), Point(1, 0.36),
      Point(-1, 0.36),
    ]
    add(body, .flat(main))
    let glass = Colour(180, 210, 230) * random.number(0.4, 1)
    add(
      [
        Point(-0.48, -0.15), Point(-0.32, cabin + 0.08), Point(-0.05, cabin + 0.08),
        Point(-0.05, -0.15),
      ],
      .flat(glass))
    add(
      [
        Point(0.03, -0.15), Point(0.03, cabin + 0.08), Point(0.24, cabin + 0.08),
        Point(0.44, -0.15),
      ],
      .flat(glass))
    add(Outline.rectangle(Point(-1, 0.22), Point(1, 0.36)), .flat(main * 0.7))
    for x: Float in [-0.56, 0.56] {
      add(Outline.ellipse(Point(x, 0.38), Point(0.25, 0.25)), .flat(Colour(25, 25, 28)))
      add(Outline.ellipse(Point(x, 0.38), Point(0.12, 0.12)), .flat(Colour(170, 170, 175)))
    }
    add(Outline.ellipse(Point(0.93, 0.06), Point(0.06, 0.07)), .flat(Colour(250, 240, 190)))
  }

  private mutating func addCup(_ main: Colour, _ random: inout Random) {
    let foot = random.number(0.4, 0.6)
    let hole = Outline.ellipse(Point(0.68, 0.05), Point(0.17, 0.24)).reversed()
    add(
      all: [Outline.ellipse(Point(0.68, 0.05), Point(0.32, 0.4)), Array(hole)], .flat(main * 0.8))
    add(
      [Point(-0.7, -0.6), Point(0.7, -0.6), Point(foot, 0.75), Point(-foot, 0.75)],
      .bands(
        origin: Point(-0.7, 0), axis: Point(1, 0), colours: [main, main * 0.72], softness: 1))
    add(Outline.ellipse(Point(0, 0.75), Point(foot, 0.12)), .flat(main * 0.85))
    add(Outline.ellipse(Point(0, -0.6), Point(0.7, 0.18)), .flat(main * 1.12))
    add(Outline.ellipse(Point(0, -0.57), Point(0.6, 0.13)), .flat(Colour(70, 42, 24)))
  }

  private mutating func addKey(_ main: Colour, _ random: inout Random) {
    let hole = Outline.ellipse(Point(-0.62, 0), Point(0.2, 0.2)).reversed()
    let shaft = Outline.rectangle(Point(-0.3, -0.08), Point(1, 0.08))
    var polygons = [Outline.ellipse(Point(-0.62, 0), Point(0.38, 0.38)), Array(hole), shaft]
    for x: Float in [0.5, 0.68, 0.86] where x != 0.68 || random.chance(0.6) {
      polygons.append(
        Outline.rectangle(Point(x, 0.06), Point(x + 0.12, random.number(0.25, 0.38))))
    }
    add(all: polygons.map { $0 }, .flat(main))
    add(
      Outline.rectangle(Point(-0.26, -0.06), Point(0.98, -0.02)),
      .flat(Colour(repeating: 255)), opacity: 0.3)
  }

  private mutating func addBoat(_ main: Colour, _ random: inout Random) {
    let sail = random.colour(unlike: main)
    add(Outline.rectangle(Point(-0.04, -1), Point(0.04, 0.4)), .flat(Colour(90, 62, 40)))
    add([Point(0.1, -0.92), Point(0.1, 0.22), Point(0.8, 0.22)], .flat(sail))
    if random.chance(0.75) {
      add([Point(-0.1, -0.7), Point(-0.1, 0.22), Point(-0.6, 0.22)], .flat(sail * 0.85))
    }
    add([Point(-0.9, 0.36), Point(0.95, 0.36), Point(0.6, 0.85), Point(-0.6, 0.85)], .flat(main))
    add(Outline.rectangle(Point(-0.86, 0.36), Point(0.9, 0.46)), .flat(main * 0.65))
  }
}

import Tensors

/// What is behind the figures: ground of soft noise in two colours, and things that lie about.
struct Backdrop {
  /// The mean colour.
  let colour: Colour
  private let other: Colour
  private let cellCounts: [(count: Int, strength: Float)]
  private let light: Point
  private var litter: [Figure.Part] = []

  /// Colours of earth, leaves, stone, wood, sand, sky and petals.
  private static let grounds: [Colour] = [
    Colour(120, 92, 60), Colour(78, 110, 52), Colour(140, 160, 80), Colour(128, 128, 124),
    Colour(176, 140, 96), Colour(205, 186, 142), Colour(170, 196, 220), Colour(190, 120, 150),
    Colour(225, 222, 214), Colour(62, 56, 50), Colour(200, 190, 70), Colour(96, 72, 96),
  ]

  /// Draws lots for a ground of a picture of some size.
  init(size: Float, random: inout Random, isLittered: Bool = true) {
    colour = random.near(random.pick(Self.grounds), 24)
    other = random.near(random.chance(0.5) ? colour * 0.72 : random.pick(Self.grounds), 15)
    cellCounts = [
      (random.next(below: 4) + 2, random.number(0.2, 0.6)),
      (random.next(below: 10) + 7, random.number(0.05, 0.35)),
      (random.next(below: 30) + 24, random.number(0, 0.3)),
    ]
    light = Point(random.jitter(0.3), random.jitter(0.3))
    guard isLittered else { return }
    for _ in 0..<random.next(below: 9) {
      litter.append(Self.litter(size: size, random: &random, near: colour))
    }
  }

  private static func litter(
    size: Float, random: inout Random, near ground: Colour
  ) -> Figure.Part {
    let center = Point(random.number(0, size), random.number(0, size))
    let angle = random.number(0, 2 * .pi)
    let colour =
      random.chance(0.6) ? random.near(ground * 0.8, 30) : random.near(random.pick(grounds))
    let length = random.number(0.06, 0.35) * size
    let along = Point.direction(angle) * length
    let polygons: [[Point]] =
      switch random.next(below: 4) {
      case 0:  // A twig.
        Outline.limb(
          [center, center + along, center + along * 1.7 + along.normal * random.jitter(0.4)],
          from: random.number(0.01, 0.03) * size, to: 0.006 * size)
      case 1:  // A leaf.
        [
          Outline.smooth([
            center - along, center + along.normal * 0.4, center + along,
            center - along.normal * 0.4,
          ])
        ]
      case 2:  // A pebble.
        [Outline.ellipse(center, Point(length, length * 0.7) * 0.4, angle: angle)]
      default:  // A blade of grass.
        [
          Outline.smooth([
            center - along * 2, center + along.normal * 0.15, center + along * 2,
            center + along.normal * 0.3,
          ])
        ]
      }
    let paint: Paint =
      random.chance(0.5)
      ? .flat(colour)
      : .round(center: center, radius: length, inner: colour * 1.2, outer: colour * 0.8)
    return Figure.Part(polygons: polygons, paint: paint, opacity: random.number(0.4, 1))
  }

  /// Covers the canvas.
  func draw(on canvas: inout Canvas, random: inout Random) {
    var mix = [Float](repeating: 0.5, count: canvas.width * canvas.height)
    for cells in cellCounts {
      addNoise(
        to: &mix, width: canvas.width, height: canvas.height, cells: cells.count,
        strength: cells.strength, random: &random)
    }
    let (width, height) = (canvas.width, canvas.height)
    canvas.paint { pixels in
      for row in 0..<height {
        for column in 0..<width {
          let index = row * width + column
          let position = Point(Float(column) / Float(width), Float(row) / Float(height)) - 0.5
          let brightness = 1 + position.dot(light)
          pixels[index] = (colour + (other - colour) * mix[index]) * brightness
        }
      }
    }
    for part in litter { canvas.fill(part.polygons, part.paint, opacity: part.opacity) }
  }

  /// Adds smooth noise: random values at the corners of cells, blended in between.
  private func addNoise(
    to mix: inout [Float], width: Int, height: Int, cells: Int, strength: Float,
    random: inout Random
  ) {
    let side = cells + 2
    let corners = (0..<side * side).map { _ in random.jitter(strength) }
    func taps(_ count: Int) -> [(cell: Int, weight: Float)] {
      (0..<count).map { position in
        let x = Float(position) * Float(cells) / Float(count)
        let t = x - x.rounded(.down)
        return (Int(x), t * t * (3 - 2 * t))
      }
    }
    let columns = taps(width)
    for (row, tap) in taps(height).enumerated() {
      let line = (0..<side).map { cell in
        let (above, below) = (
          corners[tap.cell * side + cell], corners[(tap.cell + 1) * side + cell]
        )
        return above + (below - above) * tap.weight
      }
      for (column, tap) in columns.enumerated() {
        mix[row * width + column] +=
          line[tap.cell] + (line[tap.cell + 1] - line[tap.cell]) * tap.weight
      }
    }
  }
}

import Tensors

extension Scene {
  /// A picture of one of the classes for pretraining.
  ///
  /// - Parameters:
  ///   - kind: The class.
  ///   - size: The height and width in pixels.
  ///   - random: Decides everything else.
  /// - Returns: The scene.
  static func of(_ kind: DrawnClass, size: Int, random: inout Random) -> Scene {
    let side = Float(size)
    let isPattern = kind.family == .pattern
    var scene = Scene(
      width: size, height: size,
      backdrop: Backdrop(size: side, random: &random, isLittered: !isPattern))
    let main = random.colour(unlike: scene.backdrop.colour)
    let figure: Figure
    switch kind.family {
    case .shape: figure = .shape(kind, paint(main, random: &random))
    case .pattern:
      figure = .pattern(
        kind, main, random.colour(unlike: main, by: 60), random: &random)
    case .thing: figure = .thing(kind, main, random: &random)
    case .living: figure = .living(kind, main, random: &random)
    }
    let reach = isPattern ? random.number(0.5, 0.9) : random.number(0.2, 0.44)
    let room = isPattern ? 0 : max(0, 0.5 - reach * 0.9)
    let placement = Placement(
      center: (Point(random.jitter(room), random.jitter(room)) + 0.5) * side, scale: reach * side,
      angle: random.jitter(kind.mostTurn), isMirrored: random.chance(0.5),
      aspect: random.number(0.8, 1.1))
    let hasShadow = !isPattern && random.chance(0.4)
    scene.objects.append(
      Object(
        name: kind.rawValue, figure: figure, placement: placement,
        shadow: hasShadow ? Point(0.02, 0.03) * side : nil))
    scene.addCamera(&random)
    return scene
  }

  private static func paint(_ main: Colour, random: inout Random) -> Paint {
    switch random.next(below: 4) {
    case 0:
      .round(
        center: Point(random.jitter(0.4), random.jitter(0.4)), radius: 1.3,
        inner: main * 1.25, outer: main * 0.7)
    case 1:
      .bands(
        origin: .zero, axis: Point.direction(random.number(0, .pi)) * random.number(2.5, 6),
        colours: [main, random.near(main * 0.75)], softness: 0.3)
    default: .flat(main)
    }
  }
}

import Glibc
import Tensors

extension Scene {
  /// Objects of several classes over a ground, among things that are of none of them.
  ///
  /// The longer sides of objects spread over 8:1, evenly in their logarithm. What stands lower in
  /// the picture is nearer. An object of which almost nothing is to be seen is not there.
  ///
  /// - Parameter random: Decides everything.
  /// - Returns: The scene.
  static func objects(random: inout Random) -> Scene {
    let size = random.pick(sizes)
    let side = Float(max(size.width, size.height))
    var scene = Scene(
      width: size.width, height: size.height, backdrop: Backdrop(size: side, random: &random))
    let count = random.pick([1, 1, 2, 2, 2, 3, 3, 4, 5, 6])
    for _ in 0..<random.next(below: 3) { scene.addClutter(&random) }
    for _ in 0..<count { scene.addObject(random.pick(ObjectKind.allCases), &random) }
    scene.objects.sort { $0.ground < $1.ground }
    scene.removeHidden()
    scene.addCamera(&random)
    return scene
  }

  private static let sizes = [
    (width: 300, height: 300), (width: 400, height: 300), (width: 360, height: 300),
    (width: 300, height: 360), (width: 375, height: 300), (width: 300, height: 300),
  ]

  /// Tries some places for an object, and leaves it out if none is free.
  private mutating func addObject(_ kind: ObjectKind, _ random: inout Random) {
    let main = random.colour(unlike: backdrop.colour, by: 70)
    let figure = kind.figure(main, random: &random)
    let hasShadow = random.chance(0.35)
    for attempt in 0..<12 {
      // 36 to 288 pixels, smaller when it is hard to find a place.
      let length = 36 * powf(8, random.nextUniform()) * (1 - 0.05 * Float(attempt))
      guard length < 0.96 * Float(min(width, height)) || attempt == 0 else { continue }
      let placement = self.placement(
        of: figure, length: length, turn: random.jitter(kind.mostTurn),
        mayLeave: random.chance(0.15), random: &random)
      let box = figure.box(at: placement)
      let isFree = objects.allSatisfy { object in
        !object.isAnnotated || object.figure.box(at: object.placement).overlap(with: box) < 0.3
      }
      guard isFree else { continue }
      objects.append(
        Object(
          name: kind.rawValue, figure: figure, placement: placement,
          shadow: hasShadow ? Point(0.03, 0.05) * length : nil))
      return
    }
  }

  /// Adds a thing of another class, which has no box.
  private mutating func addClutter(_ random: inout Random) {
    let kind = random.pick(Self.clutter)
    let main = random.colour(unlike: backdrop.colour)
    let figure: Figure
    switch kind.family {
    case .shape: figure = .shape(kind, .flat(main))
    case .thing: figure = .thing(kind, main, random: &random)
    default: figure = .living(kind, main, random: &random)
    }
    let placement = self.placement(
      of: figure, length: random.number(30, 150), turn: random.jitter(min(kind.mostTurn, 1)),
      mayLeave: true, random: &random)
    objects.append(
      Object(
        name: kind.rawValue, figure: figure, placement: placement, shadow: nil,
        isAnnotated: false))
  }

  private static let clutter: [DrawnClass] = [
    .tree, .house, .fish, .butterfly, .star, .cup, .key, .flower, .mushroom, .disc, .ring, .heart,
    .square, .triangle,
  ]

  /// A place where the longer side of the figure's box has a length.
  private func placement(
    of figure: Figure, length: Float, turn: Float, mayLeave: Bool, random: inout Random
  ) -> Placement {
    var placement = Placement(
      center: .zero, scale: 1, angle: turn, isMirrored: random.chance(0.5),
      aspect: random.number(0.85, 1.15))
    let unit = figure.box(at: placement)
    placement.scale = length / max(unit.z - unit.x, unit.w - unit.y)
    let low = Point(unit.x, unit.y) * placement.scale
    let high = Point(unit.z, unit.w) * placement.scale
    let extent = high - low
    let overhang = mayLeave ? extent * 0.4 : Point(repeating: -3)
    let room = Point(Float(width), Float(height)) - extent + overhang * 2
    // Where it does not fit, it is in the middle and reaches beyond both edges.
    let share = Point(random.nextUniform(), random.nextUniform())
    placement.center =
      pointwiseMax(room, .zero) * share + pointwiseMin(room, .zero) * 0.5 - overhang - low
    return placement
  }
}

extension SIMD4<Float> {
  /// The share of two boxes' area that is common to both.
  fileprivate func overlap(with other: SIMD4<Float>) -> Float {
    let width = Swift.min(z, other.z) - Swift.max(x, other.x)
    let height = Swift.min(w, other.w) - Swift.max(y, other.y)
    guard width > 0, height > 0 else { return 0 }
    let areas = (z - x) * (w - y) + (other.z - other.x) * (other.w - other.y)
    return width * height / (areas - width * height)
  }
}

import Tensors

extension Scene {
  /// Ants or bees on a ground that tells nothing: one, sometimes a second smaller one.
  ///
  /// - Parameters:
  ///   - isBee: Whether bees are drawn.
  ///   - size: The height and width in pixels.
  ///   - random: Decides everything else.
  /// - Returns: The scene.
  static func insects(isBee: Bool, size: Int, random: inout Random) -> Scene {
    let side = Float(size)
    var scene = Scene(
      width: size, height: size, backdrop: Backdrop(size: side, random: &random))
    let count = random.chance(0.15) ? 2 : 1
    for index in 0..<count {
      let figure = isBee ? Figure.bee(random: &random) : Figure.ant(random: &random)
      // Half the length of the body over the side of the picture.
      let reach = random.number(0.22, 0.42) * (count == 2 ? 0.7 : 1)
      let room = 0.5 - reach * 0.75
      var center = Point(random.jitter(room), random.jitter(room))
      if count == 2 { center = center * 0.5 + Point(index == 0 ? -0.24 : 0.24, random.jitter(0.1)) }
      let placement = Placement(
        center: (center + 0.5) * side, scale: reach * side,
        angle: random.number(0, 2 * .pi), isMirrored: random.chance(0.5),
        aspect: random.number(0.82, 1.05))
      let fall = random.chance(0.75) ? Point(random.jitter(0.04), random.number(0.01, 0.05)) : nil
      scene.objects.append(
        Object(
          name: isBee ? "bees" : "ants", figure: figure, placement: placement,
          shadow: fall.map { $0 * side }))
    }
    scene.addCamera(&random)
    return scene
  }

  mutating func addCamera(_ random: inout Random) {
    noise = random.number(2, 14)
    gain = random.number(0.75, 1.2)
    offset = random.jitter(18)
  }
}

extension Outline {
  /// A rectangle with round corners.
  static func rounded(_ low: Point, _ high: Point, radius: Float) -> [Point] {
    let radius = min(radius, min(high.x - low.x, high.y - low.y) / 2)
    let centers = [
      Point(high.x - radius, high.y - radius), Point(low.x + radius, high.y - radius), low + radius,
      Point(high.x - radius, low.y + radius),
    ]
    return centers.enumerated().flatMap { corner, center in
      (0...5).map { step in
        center + Point.direction((Float(corner) + Float(step) / 5) * .pi / 2) * radius
      }
    }
  }
}

import Glibc

/// A position or a direction in a drawing: x to the right, y downwards.
typealias Point = SIMD2<Float>

extension SIMD2<Float> {
  /// The direction at an angle, clockwise from the right.
  static func direction(_ angle: Float) -> Point { Point(cosf(angle), sinf(angle)) }

  var length: Float { (x * x + y * y).squareRoot() }

  /// A quarter turn.
  var normal: Point { Point(-y, x) }

  /// Turned by an angle about the origin.
  func turned(_ angle: Float) -> Point {
    let (c, s) = (cosf(angle), sinf(angle))
    return Point(c * x - s * y, s * x + c * y)
  }

  func dot(_ other: Point) -> Float { x * other.x + y * other.y }
}

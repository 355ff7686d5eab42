/// How pixels between pixels are found when a picture is resized.
public enum Interpolation: String, Sendable, Codable, CaseIterable {
  /// The nearest pixel; the only one for label masks.
  case nearest
  /// A triangle, widened when shrinking so that nothing is skipped.
  case bilinear
  /// A cubic with a = −0.5, widened when shrinking.
  case bicubic

  /// How far the filter reaches, in pixels of the source at its own size.
  var support: Double {
    switch self {
    case .nearest: 0.5
    case .bilinear: 1
    case .bicubic: 2
    }
  }

  /// The filter's weight at the distance `x`.
  func weight(_ x: Double) -> Double {
    let x = abs(x)
    switch self {
    case .nearest: return x <= 0.5 ? 1 : 0
    case .bilinear: return max(0, 1 - x)
    case .bicubic:
      // Keys' cubic: (a+2)x³ − (a+3)x² + 1 inside 1, a(x³ − 5x² + 8x − 4) up to 2.
      let a = -0.5
      if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
      return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0
    }
  }
}

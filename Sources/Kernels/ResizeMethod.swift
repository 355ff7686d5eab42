import CKernels

/// How a resized image takes its pixels from the original.
public enum ResizeMethod: Sendable {
  /// The nearest pixel: index ⌊k · in / out⌋.
  case nearest
  /// The weighted mean of 2×2 pixels; corners fall on corners or pixels are areas.
  case bilinear(alignCorners: Bool)
  /// A cubic with a = −0.75 through 4×4 pixels, without antialiasing.
  case bicubic(alignCorners: Bool)

  /// The pixels that count along an axis.
  var tapCount: Int {
    switch self {
    case .nearest: 1
    case .bilinear: 2
    case .bicubic: 4
    }
  }

  /// The taps of output position `position`, and their weights.
  func taps(at position: Int, input: Int, output: Int) -> [(index: Int, weight: Float)] {
    func clamped(_ index: Int) -> Int { min(max(index, 0), input - 1) }
    switch self {
    case .nearest:
      return [(min(position * input / output, input - 1), 1)]
    case .bilinear(let alignCorners):
      let x = max(0, source(of: position, input, output, alignCorners))
      let first = min(Int(x), input - 1)
      let fraction = x - Double(first)
      return [(first, Float(1 - fraction)), (clamped(first + 1), Float(fraction))]
    case .bicubic(let alignCorners):
      let x = source(of: position, input, output, alignCorners)
      let first = Int(x.rounded(.down))
      let fraction = x - Double(first)
      return (-1...2).map { offset in
        (clamped(first + offset), Float(Self.cubic(abs(fraction - Double(offset)))))
      }
    }
  }

  private func source(of position: Int, _ input: Int, _ output: Int, _ alignCorners: Bool) -> Double
  {
    if alignCorners {
      return output > 1 ? Double(position) * Double(input - 1) / Double(output - 1) : 0
    }
    return (Double(position) + 0.5) * Double(input) / Double(output) - 0.5
  }

  /// Source: Keys, "Cubic Convolution Interpolation for Digital Image Processing", 1981.
  private static func cubic(_ x: Double) -> Double {
    let a = -0.75
    if x <= 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
    return x < 2 ? ((x - 5) * x + 8) * a * x - 4 * a : 0
  }
}

import Foundation
import Tensors

/// A small random motion of a picture: at most 2 pixels, 9.2°, a tenth in size and in slant.
struct DigitChange {
  /// Where a pixel of the result is from, relative to the middle.
  private let matrix: (SIMD2<Float>, SIMD2<Float>)
  private let shift: SIMD2<Float>

  /// Draws a motion.
  init(random: inout Random) {
    func number(_ most: Float) -> Float { random.nextUniform(in: -most..<most) }
    let angle = number(0.16)
    let scale = 1 + number(0.1)
    let slant = number(0.1)
    let (cosine, sine) = (cos(angle) / scale, sin(angle) / scale)
    matrix = (
      SIMD2(cosine, -sine + slant * cosine), SIMD2(sine, cosine + slant * sine)
    )
    shift = SIMD2(number(2), number(2))
  }

  /// The moved picture, `[H, W, 1]` as it was, pixels between pixels found bilinearly.
  func callAsFunction(_ x: Tensor) -> Tensor {
    let (height, width) = (x.shape[0], x.shape[1])
    let middle = SIMD2(Float(width - 1), Float(height - 1)) / 2
    return Tensor(shape: x.shape) { result in
      x.withUnsafeBufferPointer { source in
        func value(_ row: Int, _ column: Int) -> Float {
          (0..<height).contains(row) && (0..<width).contains(column)
            ? source[row * width + column] : -1
        }
        for row in 0..<height {
          for column in 0..<width {
            let place = SIMD2(Float(column), Float(row)) - middle
            let from =
              SIMD2((matrix.0 * place).sum(), (matrix.1 * place).sum()) + middle + shift
            let corner = from.rounded(.down)
            let part = from - corner
            let (left, top) = (Int(corner.x), Int(corner.y))
            let above = value(top, left) * (1 - part.x) + value(top, left + 1) * part.x
            let below = value(top + 1, left) * (1 - part.x) + value(top + 1, left + 1) * part.x
            result[row * width + column] = above * (1 - part.y) + below * part.y
          }
        }
      }
    }
  }
}

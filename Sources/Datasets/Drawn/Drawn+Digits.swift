import Images
import Kernels
import Tensors

extension Drawn {
  /// Digits, white on black, varied in form, thickness, slant, width and position.
  ///
  /// - Parameters:
  ///   - count: The number of pictures, the digits in turn.
  ///   - seed: Equal seeds give equal pictures.
  ///   - side: The height and width in pixels.
  /// - Returns: The pictures, all drawn at once.
  public static func digits(count: Int, seed: UInt64 = 0, side: Int = 28) -> GreyImages {
    guard count >= 0, side > 0 else { trap("drawn: \(count) digits of \(side) pixels") }
    let size = side * side
    let pixels = [UInt8](unsafeUninitializedCapacity: count * size) { result, initialized in
      let result = UnsafeMutableBufferPointer(rebasing: result[..<(count * size)])
      parallel(over: count, minimumPerThread: 16) { range in
        for index in range {
          var random = Random(seed: seed, index)
          let image = Handwriting(digit: index % 10, random: &random)
            .image(side: side, random: &random)
          for position in 0..<size {
            result[index * size + position] = image.pixels[3 * position]
          }
        }
      }
      initialized = count * size
    }
    let labels = (0..<count).map { $0 % 10 }
    return GreyImages(
      name: "drawn digits (seed \(seed))", side: side, pixels: pixels, labels: labels,
      classNames: GreyImages.digits,
      names: .own(labels.enumerated().map { "drawn/\($1)/\($0) (seed \(seed))" }))
  }
}

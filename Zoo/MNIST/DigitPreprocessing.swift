import Images
import Kernels
import Tensors

/// How a picture of a digit becomes an input: grey, light on dark, a square of 28 pixels, −1…1.
///
/// A picture of that size keeps its pixels. Another is resized (bicubic) until its longer side fits
/// and made square by more of the colour of its edge.
public struct DigitPreprocessing: Codable, Sendable, Equatable {
  /// Whether a picture whose edge is light is turned into its negative: ink on paper.
  public var invertsLightGround: Bool

  /// Creates a preprocessing.
  public init(invertsLightGround: Bool = true) {
    self.invertsLightGround = invertsLightGround
  }

  /// The inputs of some pictures, `[N, 28, 28, 1]`.
  public func callAsFunction(_ images: [Image]) -> Tensor {
    let squares = images.map(fitted)
    let side = MNISTConfiguration.side
    let size = side * side
    return Tensor(shape: [images.count, side, side, 1]) { result in
      for (index, square) in squares.enumerated() {
        for position in 0..<size {
          result[index * size + position] = (Float(square.pixels[3 * position]) / 255 - 0.5) / 0.5
        }
      }
    }
  }

  /// What the network sees of a picture.
  public func fitted(_ image: Image) -> Image {
    var square = image.greyscale()
    var edge = Self.edge(of: square)
    if invertsLightGround, edge > 127 {
      square = Image(
        width: square.width, height: square.height, pixels: square.pixels.map { 255 - $0 })
      edge = 255 - edge
    }
    // Resized before it is made square: a line of pixels must not become a huge picture.
    let (longest, side) = (max(square.width, square.height), MNISTConfiguration.side)
    func scaled(_ size: Int) -> Int { max(1, (size * side + longest / 2) / longest) }
    return square.resized(width: scaled(square.width), height: scaled(square.height), .bicubic)
      .paddedToSquare(Color(red: edge, green: edge, blue: edge))
  }

  /// The mean of the outermost pixels.
  private static func edge(of image: Image) -> UInt8 {
    var sum = 0
    var count = 0
    for y in 0..<image.height {
      let isEnd = y == 0 || y == image.height - 1
      for x in stride(from: 0, to: image.width, by: isEnd ? 1 : max(1, image.width - 1)) {
        sum += Int(image.pixels[(y * image.width + x) * 3])
        count += 1
      }
    }
    return UInt8(sum / max(1, count))
  }
}

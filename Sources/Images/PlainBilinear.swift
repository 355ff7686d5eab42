import Kernels

/// Bilinear resizing without antialiasing and without rounding, half-pixel centres.
struct PlainBilinear {
  private let image: Image

  init(_ image: Image) { self.image = image }

  /// The levels 0…255 of the resized picture, `[height, width, 3]`.
  func resized(width: Int, height: Int) -> [Float] {
    let columns = Self.taps(source: image.width, target: width)
    let rows = Self.taps(source: image.height, target: height)
    return [Float](unsafeUninitializedCapacity: width * height * 3) { result, count in
      image.pixels.withUnsafeBufferPointer { pixels in
        for (y, row) in rows.enumerated() {
          for (x, column) in columns.enumerated() {
            for channel in 0..<3 {
              func level(_ row: Int, _ column: Int) -> Float {
                Float(pixels[(row * image.width + column) * 3 + channel])
              }
              let above =
                level(row.first, column.first) * (1 - column.part)
                + level(row.first, column.second) * column.part
              let below =
                level(row.second, column.first) * (1 - column.part)
                + level(row.second, column.second) * column.part
              result[(y * width + x) * 3 + channel] = above * (1 - row.part) + below * row.part
            }
          }
        }
      }
      count = width * height * 3
    }
  }

  /// The two source pixels of each target pixel and the share of the second.
  private static func taps(
    source: Int, target: Int
  ) -> [(first: Int, second: Int, part: Float)] {
    (0..<target).map { i in
      let position = max(0, (Float(i) + 0.5) * Float(source) / Float(target) - 0.5)
      let first = min(source - 1, Int(position))
      return (first, min(source - 1, first + 1), position - Float(first))
    }
  }
}

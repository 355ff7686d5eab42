import Images
import Tensors

extension Image {
  /// Generated pictures in rows, on white.
  ///
  /// - Parameters:
  ///   - samples: The pictures, `[N, H, W, C]` in −1…1, grey or in colours.
  ///   - columns: The number of pictures in a row.
  /// - Returns: One picture of all.
  public static func grid(of samples: Tensor, columns: Int = 8) -> Image {
    grid(
      (0..<samples.shape[0]).map { Image(samples[$0], range: -1...1) }, columns: columns, gap: 2)
  }
}

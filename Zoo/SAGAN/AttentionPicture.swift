import Images
import Tensors

extension Generator {
  /// The cells of the 16×16 map whose looks are drawn: the middle, then around it.
  private static var lookingCells: [(row: Int, column: Int)] {
    [(7, 7), (3, 7), (7, 11), (11, 7), (7, 3)]
  }

  /// Generated pictures and, beside each, where five of its parts look: a row for each sample.
  ///
  /// The framed cell is the one that looks, red is where: the first map of attention, of which each
  /// row is drawn relative to its largest weight.
  ///
  /// - Parameters:
  ///   - latents: `[N, latentSize]`.
  ///   - enlargement: The pixels for each pixel of a generated picture, in each direction.
  /// - Returns: One picture of all.
  public func attentionPicture(of latents: Tensor, enlargement: Int = 3) -> Image {
    let (images, attention, _) = imagesAndAttention(of: latents)
    let side = SAGANConfiguration.imageSize * enlargement
    let cells = (0..<latents.shape[0]).flatMap { sample -> [Image] in
      let image = Image(images[sample], range: -1...1)
        .resized(width: side, height: side, .nearest)
      let weights = attention[sample]  // [256, 256]
      return [image]
        + Self.lookingCells.map { cell in
          Self.looks(weights[cell.row * 16 + cell.column].scalars, from: cell, over: image)
        }
    }
    return .grid(cells, columns: 1 + Self.lookingCells.count, gap: 4)
  }

  private static func looks(
    _ weights: [Float], from cell: (row: Int, column: Int), over image: Image
  ) -> Image {
    let largest = max(weights.max() ?? 0, .leastNormalMagnitude)
    let mask = (0..<image.height).flatMap { y in
      (0..<image.width).map { x in
        weights[y * 16 / image.height * 16 + x * 16 / image.width] / largest
      }
    }
    var result = image
    result.overlay(mask: mask, Color(0xFF2020), opacity: 0.75)
    let size = image.width / 16
    result.rectangle(
      x: cell.column * size, y: cell.row * size, width: size, height: size, Color(0x20C0FF),
      thickness: 2)
    return result
  }
}

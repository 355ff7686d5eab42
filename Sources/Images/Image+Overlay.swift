import Kernels

extension Image {
  /// Mixes a colour into the pixels of a mask.
  ///
  /// - Parameters:
  ///   - mask: For each pixel, row by row, how much it belongs: 0 not, 1 fully.
  ///   - color: The colour.
  ///   - opacity: How much of the colour is seen where the mask is 1.
  /// - Precondition: The mask has as many elements as the picture pixels.
  public mutating func overlay(mask: [Float], _ color: Color, opacity: Double = 0.5) {
    guard mask.count == width * height else {
      trap("overlay: a mask of \(mask.count) elements on \(width)×\(height) pixels")
    }
    pixels.withUnsafeMutableBufferPointer { pixels in
      for (i, amount) in mask.enumerated() where amount > 0 {
        mix(pixels, 3 * i, color, opacity * Double(min(amount, 1)))
      }
    }
  }

  /// Mixes in the colour of each pixel's class.
  ///
  /// - Parameters:
  ///   - labels: The class of each pixel, row by row.
  ///   - opacity: How much of the colour is seen.
  ///   - color: The colour of a class, nil for one that is not shown.
  /// - Precondition: There are as many labels as pixels.
  public mutating func overlay(
    labels: [Int], opacity: Double = 0.6, color: (Int) -> Color?
  ) {
    guard labels.count == width * height else {
      trap("overlay: \(labels.count) labels on \(width)×\(height) pixels")
    }
    var colors = [Int: Color?]()
    for label in Set(labels) { colors[label] = color(label) }
    pixels.withUnsafeMutableBufferPointer { pixels in
      for (i, label) in labels.enumerated() {
        if let color = colors[label] ?? nil { mix(pixels, 3 * i, color, opacity) }
      }
    }
  }

  /// Pictures side by side in rows, each in a cell of the largest one's size.
  ///
  /// - Parameters:
  ///   - images: The pictures.
  ///   - columns: The pictures in a row, at least 1.
  ///   - gap: The pixels between them and around.
  ///   - background: What is seen in the gaps.
  /// - Returns: All pictures in one.
  /// - Precondition: There is at least one picture.
  public static func grid(
    _ images: [Image], columns: Int, gap: Int = 2, background: Color = .white
  ) -> Image {
    guard let cellWidth = images.map(\.width).max(), let cellHeight = images.map(\.height).max(),
      columns > 0, gap >= 0
    else { trap("grid: \(images.count) pictures in \(columns) columns") }
    let columns = min(columns, images.count)
    let rows = (images.count + columns - 1) / columns
    var result = Image(
      width: columns * (cellWidth + gap) + gap, height: rows * (cellHeight + gap) + gap,
      fill: background)
    for (i, image) in images.enumerated() {
      let (row, column) = i.quotientAndRemainder(dividingBy: columns)
      result.paste(
        image, x: gap + column * (cellWidth + gap) + (cellWidth - image.width) / 2,
        y: gap + row * (cellHeight + gap) + (cellHeight - image.height) / 2)
    }
    return result
  }
}

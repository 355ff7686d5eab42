import AnoGAN
import Images
import Tensors

/// A picture, its reconstruction and where they differ, side by side with labels.
struct AnomalyPicture {
  let anomaly: Anomaly
  /// What is said of it, above the pictures.
  let title: String
  /// The name of the weights, below them.
  let weights: String

  private static let gap = 16
  private static let textScale = 2.0
  private static let lineHeight = 30

  /// The three panels.
  func image() -> Image {
    let (input, reconstruction, _) = anomaly.pictures
    return Self.row(
      [
        (input, "input"), (reconstruction, "reconstruction"),
        (Self.heat(anomaly.difference), "difference"),
      ], side: 280, title: title, footer: weights)
  }

  /// The recorded moments of the search, side by side.
  func strip() -> Image {
    let moments = anomaly.trajectory.map { moment in
      (
        Image(moment.reconstruction, range: -1...1),
        "\(moment.step): \(Figures.compact(moment.score.value))"
      )
    }
    return Self.row(
      [(anomaly.pictures.input, "input")] + moments, side: 140,
      title: "search: steps and scores - \(title)", footer: weights)
  }

  /// Pictures in a row, each with a label below, enlarged without smoothing to about `side` pixels.
  private static func row(
    _ panels: [(image: Image, label: String)], side: Int, title: String, footer: String
  ) -> Image {
    let texts = [(title, 1.0), (footer, 0.75)].map {
      Int(Image.textSize($0.0, scale: $0.1 * textScale).width) + 2 * gap
    }
    let pictures = panels.map { panel in
      let factor = max(1, side / max(panel.image.width, panel.image.height))
      return panel.image.resized(
        width: factor * panel.image.width, height: factor * panel.image.height, .nearest)
    }
    let cell = max(side, pictures.map(\.width).max() ?? side)
    let height = pictures.map(\.height).max() ?? side
    let width = max(gap + panels.count * (cell + gap), texts.max() ?? 0)
    var image = Image(
      width: width, height: lineHeight + gap + height + 2 * lineHeight + gap, fill: .white)
    image.text(title, at: Point(Double(gap), Double(gap)), .black, scale: textScale)
    let top = lineHeight + gap
    for (index, (picture, panel)) in zip(pictures, panels).enumerated() {
      let left = gap + index * (cell + gap)
      image.paste(picture, x: left + (cell - picture.width) / 2, y: top)
      image.text(
        panel.label, at: Point(Double(left + cell / 2), Double(top + height + 10)), .darkGrey,
        scale: min(textScale, Double(cell) / Double(6 * max(1, panel.label.count))),
        alignment: .centre)
    }
    image.text(
      footer, at: Point(Double(gap), Double(top + height + lineHeight + 8)), .darkGrey,
      scale: 0.75 * textScale)
    return image
  }

  /// Numbers in 0…1, `[H, W, 1]`, as colours: black, red, yellow, white.
  private static func heat(_ values: Tensor) -> Image {
    let stops = [Color(0x000000), Color(0xC81E1E), Color(0xFFC83C), Color(0xFFFFFF)]
    var image = Image(width: values.shape[1], height: values.shape[0])
    for (index, value) in values.scalars.enumerated() {
      // What is no number is as far off as can be.
      let share = value.isNaN ? 1 : Double(min(max(value, 0), 1))
      let place = share * Double(stops.count - 1)
      let stop = min(stops.count - 2, Int(place))
      image[index % image.width, index / image.width] =
        stops[stop].mixed(with: stops[stop + 1], place - Double(stop))
    }
    return image
  }
}

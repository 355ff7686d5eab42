import Images
import Tasks

extension Image {
  /// A copy with the answers written on it, the best one at the top, and the name of the weights.
  func annotated(_ answers: [Classification], weights: String) -> Image {
    var copy = legible
    let scale = max(1, Double(min(copy.width, copy.height)) / 200)
    let step = Int(12 * scale)
    for (row, answer) in answers.prefix(5).enumerated() where row * step < copy.height {
      copy.label(
        "\(Figures.fixed(answer.probability, 2)) \(answer.label)", x: 0, y: row * step,
        row == 0 ? Color(0x1B6E3C) : .darkGrey, scale: scale)
    }
    copy.label(weights, x: 0, y: copy.height, .darkGrey, scale: max(1, scale / 2))
    return copy
  }
}

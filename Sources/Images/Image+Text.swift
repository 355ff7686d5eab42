/// Which end of a text its position is.
public enum TextAlignment: Sendable {
  /// The text begins at the position.
  case left
  /// The position is the middle of the text.
  case centre
  /// The text ends at the position.
  case right
}

extension Image {
  /// Writes a line of text in letters of 5 by 7 cells, smooth at every scale.
  ///
  /// Letters are ASCII; others lose their marks (`ö` is `o`) or look like `?`.
  ///
  /// - Parameters:
  ///   - text: What is written.
  ///   - position: The top of capital letters, and the end that `alignment` names.
  ///   - color: The colour.
  ///   - scale: The size of a cell in pixels: capitals are `7 * scale` high.
  ///   - alignment: Which end of the text `position` is.
  ///   - isVertical: Whether the text runs from bottom to top.
  public mutating func text(
    _ text: String, at position: Point, _ color: Color, scale: Double = 2,
    alignment: TextAlignment = .left, isVertical: Bool = false
  ) {
    guard position.isFinite, scale > 0 else { return }
    let size = Self.textSize(text, scale: scale)
    var x =
      switch alignment {
      case .left: 0.0
      case .centre: -size.width / 2
      case .right: -size.width
      }
    for letter in Font.letters(of: text) {
      let strokes = Self.strokes(of: letter).map { stroke in
        Segment(
          start: Self.place(stroke.start, x, scale, position, isVertical),
          end: Self.place(stroke.end, x, scale, position, isVertical))
      }
      draw(strokes, color, thickness: scale == 1 ? 1 : 0.92 * scale)
      x += Double(Font.width + 1) * scale
    }
  }

  /// The width and height of a line of text, its letters' lower parts included.
  public static func textSize(_ text: String, scale: Double) -> (width: Double, height: Double) {
    let count = Font.letters(of: text).count
    let width = max(0, count * (Font.width + 1) - 1)
    return (Double(width) * scale, Double(Font.height) * scale)
  }

  /// Writes text on a box of `color`, in black or white, whichever is legible: the name of a frame.
  ///
  /// - Parameters:
  ///   - text: What is written.
  ///   - x: The left edge of the box, moved to the left where it would not fit.
  ///   - y: The top of the box, moved where it would not fit.
  ///   - color: The colour of the box.
  ///   - scale: The size of a cell of the letters in pixels.
  public mutating func label(
    _ text: String, x: Int, y: Int, _ color: Color, scale: Double = 2
  ) {
    let margin = Int((2 * scale).rounded())
    let size = Self.textSize(text, scale: scale)
    let boxWidth = Int(size.width.rounded(.up)) + 2 * margin
    let boxHeight = Int((Double(Font.ascent) * scale).rounded(.up)) + 2 * margin
    let x = max(0, min(x, width - boxWidth))
    let y = max(0, min(y, height - boxHeight))
    fillRectangle(x: x, y: y, width: boxWidth, height: boxHeight, color)
    self.text(
      text, at: Point(Double(x + margin), Double(y + margin)),
      color.luminance > 140 ? .black : .white, scale: scale)
  }

  private static func place(
    _ cell: Point, _ x: Double, _ scale: Double, _ position: Point, _ isVertical: Bool
  ) -> Point {
    let (along, down) = (x + cell.x * scale, cell.y * scale)
    return isVertical
      ? Point(position.x + down, position.y - along) : Point(position.x + along, position.y + down)
  }

  /// The lines between neighbouring cells of a letter: they make it smooth when it is large.
  private static func strokes(of letter: Unicode.Scalar) -> [Segment] {
    let cells = Font.isSet(letter)
    func isSet(_ x: Int, _ y: Int) -> Bool {
      (0..<Font.width).contains(x) && (0..<Font.height).contains(y) && cells[y][x]
    }
    func middle(_ x: Int, _ y: Int) -> Point { Point(Double(x) + 0.5, Double(y) + 0.5) }
    var strokes = [Segment]()
    for y in 0..<Font.height {
      for x in 0..<Font.width where isSet(x, y) {
        // The cell itself, for a dot that has no neighbour.
        strokes.append(Segment(start: middle(x, y), end: middle(x, y)))
        for (dx, dy) in [(1, 0), (0, 1), (1, 1), (-1, 1)] where isSet(x + dx, y + dy) {
          // A diagonal only where no corner joins the two.
          if dx != 0, dy != 0, isSet(x + dx, y) || isSet(x, y + dy) { continue }
          strokes.append(Segment(start: middle(x, y), end: middle(x + dx, y + dy)))
        }
      }
    }
    return strokes
  }

  /// Draws lines as one shape, so that joints are no darker than the rest.
  private mutating func draw(_ strokes: [Segment], _ color: Color, thickness: Double) {
    let points = strokes.flatMap { [$0.start, $0.end] }
    guard let minX = points.map(\.x).min(), let maxX = points.map(\.x).max(),
      let minY = points.map(\.y).min(), let maxY = points.map(\.y).max()
    else { return }
    let reach = thickness / 2 + 0.5
    let columns = clampedColumn(minX - reach)..<clampedColumn(maxX + reach + 1)
    let rows = clampedRow(minY - reach)..<clampedRow(maxY + reach + 1)
    // How far inside the shape each pixel lies: only the strokes near it are looked at.
    var depths = [Double](repeating: 0, count: columns.count * rows.count)
    for stroke in strokes {
      for y in rows {
        let middle = Double(y) + 0.5
        guard let near = stroke.columns(at: middle, radius: reach) else { continue }
        let first = max(columns.lowerBound, clampedColumn(near.lowerBound))
        let end = min(columns.upperBound, clampedColumn(near.upperBound + 1))
        let row = (y - rows.lowerBound) * columns.count - columns.lowerBound
        for x in first..<max(first, end) {
          depths[row + x] = max(depths[row + x], reach - stroke.distance(Double(x) + 0.5, middle))
        }
      }
    }
    shade(columns, rows, color, 1) { x, y in
      depths[(Int(y) - rows.lowerBound) * columns.count + Int(x) - columns.lowerBound]
    }
  }
}

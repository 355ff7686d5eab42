/// The rectangle of a plot between its axes.
struct PlotFrame {
  let x: Ticks
  let y: Ticks
  let left: Int
  let right: Int
  let top: Int
  let bottom: Int

  init(x: Ticks, y: Ticks, width: Int, height: Int) {
    self.x = x
    self.y = y
    let widest = y.labels.map { Image.textSize($0, scale: 2).width }.max() ?? 0
    left = 56 + Int(widest)
    right = width - 32
    top = 60
    bottom = height - 76
  }

  /// The middle of the rectangle.
  var middle: Point { Point(Double(left + right) / 2, Double(top + bottom) / 2) }

  /// The place in the picture of a point on the axes' own scales.
  func place(_ x: Double, _ y: Double) -> Point {
    Point(along(x, self.x.range, left, right), along(y, self.y.range, bottom, top))
  }

  private func along(
    _ value: Double, _ range: ClosedRange<Double>, _ from: Int, _ to: Int
  ) -> Double {
    let share = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    return Double(from) + share * Double(to - from)
  }

  /// Draws grid, axes, labels and title.
  func drawAxes(_ plot: LinePlot, on image: inout Image) {
    for (value, label) in zip(y.values, y.labels) {
      let row = Int(along(plot.yScale.position(value), y.range, bottom, top))
      image.fillRectangle(x: left, y: row, width: right - left, height: 1, .lightGrey)
      image.text(
        label, at: Point(Double(left - 10), Double(row - 6)), .darkGrey, alignment: .right)
    }
    for (value, label) in zip(x.values, x.labels) {
      let column = Int(along(plot.xScale.position(value), x.range, left, right))
      image.fillRectangle(x: column, y: top, width: 1, height: bottom - top, .lightGrey)
      image.fillRectangle(x: column, y: bottom, width: 1, height: 6, .darkGrey)
      image.text(
        label, at: Point(Double(column), Double(bottom + 12)), .darkGrey, alignment: .centre)
    }
    image.fillRectangle(x: left, y: top, width: 2, height: bottom - top, .darkGrey)
    image.fillRectangle(x: left, y: bottom, width: right - left + 1, height: 2, .darkGrey)
    image.text(
      plot.title, at: Point(middle.x, 20), .black, scale: 2.6, alignment: .centre)
    image.text(
      plot.xLabel, at: Point(middle.x, Double(bottom + 46)), .darkGrey, alignment: .centre)
    image.text(
      plot.yLabel, at: Point(14, middle.y), .darkGrey, alignment: .centre, isVertical: true)
  }
}

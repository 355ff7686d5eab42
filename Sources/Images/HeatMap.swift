import Foundation

/// A table of numbers as coloured cells, such as a confusion matrix, drawn as a picture.
public struct HeatMap: Sendable {
  /// The heading.
  public var title: String
  /// What the rows are.
  public var rowTitle: String
  /// What the columns are.
  public var columnTitle: String
  /// The names of the rows, from the top.
  public var rowLabels: [String]
  /// The names of the columns, from the left.
  public var columnLabels: [String]
  /// The numbers, row by row.
  public var values: [[Double]]
  /// Whether a cell's colour shows its share of its row rather than of the largest value.
  public var isRelativeToRow: Bool

  /// Creates a heat map.
  ///
  /// Rows that are too short are filled up with NaN, which stays white.
  public init(
    title: String, rowTitle: String, columnTitle: String, rowLabels: [String],
    columnLabels: [String], values: [[Double]], isRelativeToRow: Bool = false
  ) {
    self.title = title
    self.rowTitle = rowTitle
    self.columnTitle = columnTitle
    self.rowLabels = rowLabels
    self.columnLabels = columnLabels
    self.values = values
    self.isRelativeToRow = isRelativeToRow
  }

  /// Creates the picture of a confusion matrix: rows are the true classes, columns the predicted.
  public static func confusion(
    _ counts: [[Int]], classes: [String], title: String = "Confusion matrix"
  ) -> HeatMap {
    HeatMap(
      title: title, rowTitle: "true class", columnTitle: "predicted class",
      rowLabels: classes, columnLabels: classes, values: counts.map { $0.map(Double.init) },
      isRelativeToRow: true)
  }

  /// The heat map as a picture.
  public func image() -> Image {
    let layout = HeatMapLayout(self)
    var image = Image(width: layout.width, height: layout.height, fill: .white)
    let largest = values.joined().filter(\.isFinite).max() ?? 1
    for row in values.indices {
      let sum = values[row].filter(\.isFinite).reduce(0, +)
      for column in values[row].indices.prefix(layout.columnCount) {
        let value = values[row][column]
        guard value.isFinite else { continue }
        let whole = isRelativeToRow ? sum : largest
        draw(value, whole > 0 ? value / whole : 0, layout, row, column, on: &image)
      }
    }
    image.rectangle(
      x: layout.left - 1, y: layout.top - 1, width: layout.columnCount * layout.cell + 2,
      height: layout.rowCount * layout.cell + 2, .darkGrey, thickness: 1)
    layout.drawLabels(self, on: &image)
    return image
  }

  /// The text of a number.
  static func text(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 1e6 { return String(Int(value)) }
    return String(format: abs(value) < 10 ? "%.2f" : "%.4g", value)
  }

  private func draw(
    _ value: Double, _ share: Double, _ layout: HeatMapLayout, _ row: Int, _ column: Int,
    on image: inout Image
  ) {
    let color = Self.color(share)
    let (x, y) = (layout.left + column * layout.cell, layout.top + row * layout.cell)
    let gap = layout.cell >= 12 ? 1 : 0
    image.fillRectangle(
      x: x, y: y, width: layout.cell - gap, height: layout.cell - gap, color)
    guard layout.showsNumbers else { return }
    let place = Point(
      Double(x) + Double(layout.cell) / 2,
      Double(y) + Double(layout.cell) / 2 - 3.5 * layout.numberScale)
    image.text(
      Self.text(value), at: place, color.luminance > 165 ? .darkGrey : .white,
      scale: layout.numberScale, alignment: .centre)
  }

  /// White over blue to dark blue.
  private static func color(_ share: Double) -> Color {
    let stops = [Color(0xF4F7FB), Color(0x9CC3E6), Color(0x3F7FC1), Color(0x123C73)]
    let place = min(max(share, 0), 1) * Double(stops.count - 1)
    let index = min(stops.count - 2, Int(place))
    return stops[index].mixed(with: stops[index + 1], place - Double(index))
  }
}

/// Where the parts of a heat map lie.
struct HeatMapLayout {
  let rowCount: Int
  let columnCount: Int
  /// The side of a cell.
  let cell: Int
  let left: Int
  let top: Int
  let width: Int
  let height: Int
  /// Whether cells are large enough for their numbers.
  let showsNumbers: Bool
  let numberScale: Double
  private let rowLabels: [String]
  private let columnLabels: [String]
  private let labelScale: Double
  private let hasVerticalLabels: Bool

  init(_ map: HeatMap) {
    rowCount = max(1, map.values.count)
    columnCount = max(1, map.values.map(\.count).max() ?? 0)
    cell = max(2, min(110, 760 / max(rowCount, columnCount)))
    labelScale = cell >= 22 ? 2 : 1
    let isLegible = cell >= 12
    rowLabels = isLegible ? map.rowLabels.prefix(rowCount).map(Self.shortened) : []
    columnLabels = isLegible ? map.columnLabels.prefix(columnCount).map(Self.shortened) : []
    let scale = labelScale
    func widest(_ labels: [String]) -> Int {
      Int(labels.map { Image.textSize($0, scale: scale).width }.max() ?? 0)
    }
    hasVerticalLabels = widest(columnLabels) > cell - 10
    let columnSpace = columnLabels.isEmpty ? 0 : hasVerticalLabels ? widest(columnLabels) : 14
    left = 56 + (rowLabels.isEmpty ? 0 : widest(rowLabels) + 12)
    top = 66
    let digits = map.values.joined().filter(\.isFinite).map { HeatMap.text($0).count }.max() ?? 1
    let fitting = Double(cell - 8) / Double(digits * 6)
    numberScale = fitting >= 2.5 ? 2.5 : fitting >= 2 ? 2 : 1
    showsNumbers = fitting >= 1 && cell >= 16
    let title = Int(Image.textSize(map.title, scale: 2.6).width)
    width = max(left + columnCount * cell + 40, title + 60)
    height = top + rowCount * cell + 24 + columnSpace + 44
  }

  private static func shortened(_ label: String) -> String {
    label.count <= 18 ? label : label.prefix(16) + ".."
  }

  /// Draws title and names.
  func drawLabels(_ map: HeatMap, on image: inout Image) {
    let middleX = Double(left) + Double(columnCount * cell) / 2
    let middleY = Double(top) + Double(rowCount * cell) / 2
    let bottom = Double(top + rowCount * cell)
    image.text(
      map.title, at: Point(max(middleX, Image.textSize(map.title, scale: 2.6).width / 2 + 20), 22),
      .black, scale: 2.6, alignment: .centre)
    for (row, label) in rowLabels.enumerated() {
      let y = Double(top + row * cell) + Double(cell) / 2 - 3.5 * labelScale
      image.text(
        label, at: Point(Double(left) - 10, y), .darkGrey, scale: labelScale, alignment: .right)
    }
    for (column, label) in columnLabels.enumerated() {
      let x = Double(left + column * cell) + Double(cell) / 2
      if hasVerticalLabels {
        image.text(
          label, at: Point(x - 3.5 * labelScale, bottom + 12), .darkGrey, scale: labelScale,
          alignment: .right, isVertical: true)
      } else {
        image.text(
          label, at: Point(x, bottom + 12), .darkGrey, scale: labelScale, alignment: .centre)
      }
    }
    image.text(
      map.columnTitle, at: Point(middleX, Double(height) - 30), .darkGrey, alignment: .centre)
    image.text(
      map.rowTitle, at: Point(14, middleY), .darkGrey, alignment: .centre, isVertical: true)
  }
}

/// Curves over a common axis, such as the loss over the epochs, drawn as a picture.
public struct LinePlot: Sendable {
  /// A curve and its name in the legend.
  public struct Series: Sendable {
    /// The name in the legend.
    public var name: String
    /// The points, from left to right; the curve is broken where one is not finite.
    public var points: [Point]
    /// The colour, nil for the next of ``Color/distinct(_:)``.
    public var color: Color?

    /// Creates a curve of points.
    public init(_ name: String, _ points: [Point], color: Color? = nil) {
      self.name = name
      self.points = points
      self.color = color
    }

    /// Creates a curve of values over 1, 2, 3, …, such as the epochs.
    public init(_ name: String, values: [Double], color: Color? = nil) {
      self.init(
        name, values.enumerated().map { Point(Double($0.offset + 1), $0.element) }, color: color)
    }
  }

  /// The heading.
  public var title: String
  /// The name of the horizontal axis.
  public var xLabel: String
  /// The name of the vertical axis.
  public var yLabel: String
  /// The curves; later ones lie above.
  public var series: [Series]
  /// How values are placed along the horizontal axis.
  public var xScale: AxisScale
  /// How values are placed along the vertical axis.
  public var yScale: AxisScale
  /// Values that the horizontal axis shows in any case, such as 0…1.
  public var xRange: ClosedRange<Double>?
  /// Values that the vertical axis shows in any case.
  public var yRange: ClosedRange<Double>?
  /// The width of the picture.
  public var width: Int
  /// The height of the picture.
  public var height: Int

  /// Creates a plot.
  public init(
    title: String, xLabel: String, yLabel: String, series: [Series],
    xScale: AxisScale = .linear, yScale: AxisScale = .linear,
    xRange: ClosedRange<Double>? = nil, yRange: ClosedRange<Double>? = nil, width: Int = 960,
    height: Int = 600
  ) {
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.series = series
    self.xScale = xScale
    self.yScale = yScale
    self.xRange = xRange
    self.yRange = yRange
    self.width = max(width, 320)
    self.height = max(height, 240)
  }

  /// The plot as a picture.
  public func image() -> Image {
    let points = series.flatMap(\.points).filter { point in
      xScale.position(point.x).isFinite && yScale.position(point.y).isFinite
    }
    let frame = PlotFrame(
      x: Ticks(
        points.map(\.x) + Self.ends(xRange), xScale, count: max(3, width / 120), coversAll: false),
      y: Ticks(
        points.map(\.y) + Self.ends(yRange), yScale, count: max(3, height / 90), coversAll: true),
      width: width, height: height)
    var image = Image(width: width, height: height, fill: .white)
    frame.drawAxes(self, on: &image)
    for index in series.indices { draw(index, frame, on: &image) }
    if points.isEmpty {
      image.text("no data", at: frame.middle, .darkGrey, alignment: .centre)
    }
    drawLegend(frame, on: &image)
    return image
  }

  private static func ends(_ range: ClosedRange<Double>?) -> [Double] {
    range.map { [$0.lowerBound, $0.upperBound] } ?? []
  }

  private func draw(_ index: Int, _ frame: PlotFrame, on image: inout Image) {
    let places = places(index, frame)
    image.polyline(places, color(index), thickness: 2.5)
    guard places.count <= 40 else { return }
    for place in places { image.disc(at: place, radius: 4, color(index)) }
  }

  private func places(_ index: Int, _ frame: PlotFrame) -> [Point] {
    series[index].points.map {
      frame.place(xScale.position($0.x), yScale.position($0.y))
    }
  }

  private func color(_ index: Int) -> Color { series[index].color ?? .distinct(index) }

  /// Draws the names of the curves at the side where they hide the least of them.
  private func drawLegend(_ frame: PlotFrame, on image: inout Image) {
    guard series.count > 1 || series.first?.name.isEmpty == false else { return }
    let lineHeight = 26
    let names = series.map { Image.textSize($0.name, scale: 2).width }
    let boxWidth = Int(names.max() ?? 0) + 64
    let boxHeight = series.count * lineHeight + 12
    let drawn = series.indices.flatMap { traced(places($0, frame)) }
    let columns = [frame.right - boxWidth - 12, frame.left + 12]
    let rows = stride(
      from: frame.top + 12, through: frame.bottom - boxHeight - 12, by: lineHeight / 2)
    let free = rows.flatMap { row in columns.map { (x: $0, y: row) } }
    func hidden(_ corner: (x: Int, y: Int)) -> Int {
      let columns = Double(corner.x - 8)..<Double(corner.x + boxWidth + 8)
      let rows = Double(corner.y - 8)..<Double(corner.y + boxHeight + 8)
      return drawn.count { columns.contains($0.x) && rows.contains($0.y) }
    }
    let (x, y) =
      free.min { hidden($0) < hidden($1) } ?? (frame.right - boxWidth - 12, frame.top + 12)
    image.fillRectangle(x: x, y: y, width: boxWidth, height: boxHeight, .white, opacity: 0.85)
    image.rectangle(x: x, y: y, width: boxWidth, height: boxHeight, .lightGrey, thickness: 1)
    for index in series.indices {
      let middle = Double(y + 6 + index * lineHeight) + Double(lineHeight) / 2
      let left = Double(x) + 12
      image.line(
        from: Point(left, middle), to: Point(left + 28, middle), color(index), thickness: 3)
      image.text(series[index].name, at: Point(left + 40, middle - 7), .darkGrey)
    }
  }

  /// A curve as points that lie close together.
  private func traced(_ places: [Point]) -> [Point] {
    zip(places, places.dropFirst()).flatMap { from, to in
      (0...16).map { step in
        let share = Double(step) / 16
        return Point(from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share)
      }
    } + places.suffix(1)
  }
}

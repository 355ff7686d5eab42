import Foundation
import Images
import Testing

@Suite struct PlotTests {
  private func count(_ color: Color, in image: Image) -> Int {
    (0..<image.width * image.height).count {
      image[$0 % image.width, $0 / image.width] == color
    }
  }

  @Test("a plot shows each curve in its colour")
  func curves() {
    let plot = LinePlot(
      title: "Loss", xLabel: "epoch", yLabel: "loss",
      series: [
        .init("training", values: [3, 2, 1.5, 1.2]),
        .init("validation", values: [3.1, 2.4, .nan, 1.9], color: Color(0x00AA00)),
      ])
    let image = plot.image()
    #expect(image.width == 960 && image.height == 600)
    #expect(count(.distinct(0), in: image) > 500)
    #expect(count(Color(0x00AA00), in: image) > 300)
  }

  @Test("an axis shows the values that it is given, whatever the curve")
  func ranges() throws {
    func rows(_ value: Double, _ range: ClosedRange<Double>?) -> [Int] {
      let image = LinePlot(
        title: "", xLabel: "", yLabel: "", series: [.init("", values: [value, value])],
        yRange: range
      ).image()
      return (0..<image.height).filter { image[image.width / 2, $0] == .distinct(0) }
    }
    let (high, low) = (try #require(rows(1, 0...1).first), try #require(rows(0, 0...1).first))
    #expect(low - high > 400)
    #expect(rows(1, nil) == rows(7, nil))
  }

  @Test("twenty colours differ, and black or white letters are legible on each")
  func colours() {
    let colors = (0..<20).map(Color.distinct)
    for (index, color) in colors.enumerated() {
      for other in colors[..<index] {
        let distance =
          zip([color.red, color.green, color.blue], [other.red, other.green, other.blue])
          .reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
        #expect(distance > 90, "\(index)")
      }
      let light = Self.light(color)
      let letters = color.luminance > 140 ? (light + 0.05) / 0.05 : 1.05 / (light + 0.05)
      #expect(letters > 3.3, "\(index)")
    }
    #expect(Color.distinct(20) == colors[0] && Color.distinct(-1) == colors[19])
  }

  /// The relative luminance of WCAG 2.
  private static func light(_ color: Color) -> Double {
    zip([color.red, color.green, color.blue], [0.2126, 0.7152, 0.0722]).reduce(0) { sum, part in
      let value = Double(part.0) / 255
      return sum + part.1 * (value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4))
    }
  }

  @Test(
    "a plot of odd values is still a picture",
    arguments: [
      [], [1], [0, 0, 0], [.nan, .infinity], [1e300, -1e300], [1e-300, 2e-300], [5e9, 5e9 + 1],
      [-1, 1e-9, 3],
    ])
  func oddValues(values: [Double]) {
    for scale in [AxisScale.linear, .logarithmic] {
      let plot = LinePlot(
        title: "t", xLabel: "x", yLabel: "y", series: [.init("s", values: values)], xScale: scale,
        yScale: scale)
      #expect(plot.image().width == 960)
    }
  }

  @Test("a heat map is darkest where its value is largest")
  func heatMap() {
    let map = HeatMap.confusion([[9, 1], [0, 10]], classes: ["ants", "bees"])
    let image = map.image()
    #expect(count(Color(0x123C73), in: image) > 5000)
    #expect(count(Color(0xF4F7FB), in: image) > 5000)
  }

  @Test("a heat map of any size is a picture", arguments: [0, 1, 3, 40, 300])
  func sizes(side: Int) {
    let values = (0..<side).map { row in (0..<side).map { Double(row * $0) } }
    let names = (0..<side).map { "a class with a long name \($0)" }
    let map = HeatMap(
      title: "Table", rowTitle: "row", columnTitle: "column", rowLabels: names,
      columnLabels: names, values: values)
    let image = map.image()
    #expect(image.width < 1200 && image.height < 1300)
    let odd = HeatMap(
      title: "", rowTitle: "", columnTitle: "", rowLabels: [], columnLabels: ["x"],
      values: [[.nan, 1], [-.infinity], [], [-2, 1e300, 0.123]])
    #expect(odd.image().width > 0)
  }
}

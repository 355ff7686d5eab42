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

import Images
import Testing

@Suite struct ResizingTests {
  static let sizes = [
    (20, 15), (61, 13), (13, 47), (97, 80), (1, 1), (55, 20), (40, 5), (90, 31),
  ]

  @Test("resizing equals Pillow's", arguments: Interpolation.allCases, sizes)
  func pillow(interpolation: Interpolation, size: (Int, Int)) throws {
    let image = try Image(contentsOf: fixture("resize.png"))
    let name = "resize.\(interpolation.rawValue).\(size.0)x\(size.1).png"
    expectEqual(
      image.resized(width: size.0, height: size.1, interpolation),
      try Image(contentsOf: fixture(name)), name)
  }

  @Test("the short side keeps the shape, the long side rounded down")
  func shortSide() {
    #expect(drawing(width: 61, height: 47).resized(shortSide: 30).width == 38)
    #expect(drawing(width: 47, height: 61).resized(shortSide: 30).height == 38)
    #expect(drawing(width: 5, height: 1).resized(shortSide: 2).width == 10)
    #expect(drawing(width: 1, height: 500).resized(shortSide: 1).height == 500)
  }

  @Test(
    "the middle of a resized picture is the same without the rest",
    arguments: Interpolation.allCases)
  func middle(interpolation: Interpolation) {
    for (width, height) in [(61, 47), (47, 61), (30, 30), (5, 1), (1, 9), (200, 30), (33, 300)] {
      let image = drawing(width: width, height: height)
      for (shortSide, side) in [(30, 20), (30, 21), (20, 30), (30, 30), (47, 9), (1, 1)] {
        #expect(
          image.resized(shortSide: shortSide, centreCropped: side, interpolation)
            == image.resized(shortSide: shortSide, interpolation).centreCropped(side),
          "\(width)×\(height) to \(shortSide), \(side)")
      }
    }
  }

  @Test("one colour stays one colour at every size", arguments: Interpolation.allCases)
  func constant(interpolation: Interpolation) {
    let color = Color(0x12AB_FE)
    let image = Image(width: 37, height: 11, fill: color)
    for (width, height) in [(1, 1), (5, 90), (64, 3), (37, 22)] {
      #expect(
        image.resized(width: width, height: height, interpolation)
          == Image(width: width, height: height, fill: color))
    }
  }

  @Test("resizing to the same size changes nothing", arguments: Interpolation.allCases)
  func identity(interpolation: Interpolation) {
    #expect(drawing().resized(width: 48, height: 32, interpolation) == drawing())
  }

  @Test("a size of 0 is a programming error")
  func trap() async {
    await #expect(processExitsWith: .failure) {
      _ = Image(width: 2, height: 2).resized(width: 0, height: 3)
    }
  }
}

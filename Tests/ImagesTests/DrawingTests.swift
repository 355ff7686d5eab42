import Images
import Testing

@Suite struct DrawingTests {
  /// The sum of the red of a picture drawn in white on black, in pixels.
  private func area(_ draw: (inout Image) -> Void) -> Double {
    var image = Image(width: 60, height: 60)
    draw(&image)
    var sum = 0
    for i in 0..<3600 { sum += Int(image.pixels[3 * i]) }
    return Double(sum) / 255
  }

  private func expectArea(
    _ expected: Double, _ tolerance: Double, location: SourceLocation = #_sourceLocation,
    _ draw: (inout Image) -> Void
  ) {
    let actual = area(draw)
    #expect(
      abs(actual - expected) <= tolerance, "\(actual) pixels instead of \(expected)",
      sourceLocation: location)
  }

  @Test("shapes cover the area that geometry says")
  func areas() {
    expectArea(20 * 10, 0) { $0.fillRectangle(x: 5, y: 7, width: 20, height: 10, .white) }
    expectArea(2 * 30 - 6 * 1, 60) {
      $0.rectangle(x: 5, y: 7, width: 20, height: 10, .white, thickness: 1)
    }
    expectArea(.pi * 15 * 15, 4) { $0.disc(at: Point(30, 30), radius: 15, .white) }
    expectArea(.pi * 20 * 8, 6) {
      $0.ellipse(at: Point(30, 30), radiusX: 20, radiusY: 8, direction: Point(1, 1), .white)
    }
    expectArea(2 * .pi * 20 * 3, 4) {
      $0.ellipse(at: Point(30, 30), radiusX: 20, radiusY: 20, .white, thickness: 3)
    }
    expectArea(50 * 4 + .pi * 4, 4) {
      $0.line(from: Point(5, 10), to: Point(45, 40), .white, thickness: 4)
    }
    expectArea(0.5 * 40 * 30, 2) {
      $0.polygon([Point(10, 10), Point(50, 10), Point(20.5, 40)], .white)
    }
  }

  @Test("shapes outside the picture are cut off")
  func outside() {
    expectArea(0, 0) { $0.disc(at: Point(-50, 500), radius: 10, .white) }
    expectArea(5 * 60, 0) { $0.fillRectangle(x: -10, y: -10, width: 15, height: 400, .white) }
    expectArea(60 * 2, 1) { $0.line(from: Point(-1e6, 30), to: Point(1e6, 30), .white) }
    expectArea(3600, 1) {
      $0.polygon([Point(-500, -500), Point(900, -500), Point(900, 900), Point(-500, 900)], .white)
    }
    expectArea(0, 0) { $0.line(from: Point(.nan, 30), to: Point(1, .infinity), .white) }
    expectArea(0, 0) { $0.text("outside", at: Point(0, 90), .white) }
    expectArea(0, 0) { $0.fillRectangle(x: 5, y: 5, width: -3, height: 4, .white) }
  }

  @Test("opacity mixes the colours")
  func opacity() {
    var image = Image(width: 1, height: 1, fill: Color(red: 100, green: 0, blue: 200))
    image.fillRectangle(x: 0, y: 0, width: 1, height: 1, .white, opacity: 0.5)
    #expect(image[0, 0] == Color(red: 178, green: 128, blue: 228))
  }

  @Test("each letter looks different from the others and fits its cell")
  func letters() {
    var seen = Set<[UInt8]>()
    // The digit 0 is drawn like the letter O.
    for code in 33...126 where code != 48 {
      var image = Image(width: 12, height: 20)
      image.text(String(UnicodeScalar(UInt8(code))), at: Point(1, 1), .white)
      #expect(seen.insert(image.pixels).inserted, "letter \(code)")
    }
    #expect(Image.textSize("abc", scale: 2).width == 34)
  }

  @Test("letters lose their marks, and only what has no such letter is a question mark")
  func marks() {
    func drawn(_ text: String) -> Image {
      var image = Image(width: 200, height: 20)
      image.text(text, at: Point(1, 1), .white)
      return image
    }
    #expect(drawn("Möwe, Ångström, e\u{301}té") == drawn("Mowe, Angstrom, ete"))
    #expect(drawn("Straße") == drawn("Strasse"))
    #expect(drawn("犬 ø") == drawn("? ?"))
    #expect(Image.textSize("ße\u{301}", scale: 1).width == Image.textSize("sse", scale: 1).width)
  }

  @Test("a mask and labels colour their pixels only")
  func overlay() {
    var image = Image(width: 3, height: 1)
    image.overlay(mask: [0, 1, 0.5], Color(0xC80000), opacity: 0.5)
    #expect(image.pixels == [0, 0, 0, 100, 0, 0, 50, 0, 0])
    image.overlay(labels: [0, 7, 255], opacity: 1) { $0 == 7 ? .white : nil }
    #expect(image[1, 0] == .white && image[2, 0] == Color(red: 50, green: 0, blue: 0))
  }

  @Test("a grid holds all its pictures")
  func grid() {
    let images = (0..<5).map { _ in Image(width: 4, height: 3) }
    let grid = Image.grid(images, columns: 3, gap: 1)
    #expect(grid.width == 16 && grid.height == 9)
    #expect(grid[1, 1] == .black && grid[0, 0] == .white && grid[12, 6] == .white)
  }
}

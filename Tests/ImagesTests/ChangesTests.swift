import Foundation
import Images
import Tensors
import Testing

@Suite struct ChangesTests {
  /// Every 37th value of a change that Pillow made to `resize.png`.
  private func expected(_ name: String) throws -> [Double] {
    let data = try Data(contentsOf: URL(filePath: fixture("changes.json")))
    return try #require(try JSONDecoder().decode([String: [Double]].self, from: data)[name])
  }

  private func sampled(_ image: Image) -> [Double] {
    stride(from: 0, to: image.pixels.count, by: 37).map { Double(image.pixels[$0]) }
  }

  private func expectNear(
    _ actual: [Double], _ name: String, _ tolerance: Double,
    location: SourceLocation = #_sourceLocation
  ) throws {
    let expected = try expected(name)
    #expect(actual.count == expected.count, sourceLocation: location)
    let worst = zip(actual, expected).map { abs($0 - $1) }.max() ?? 0
    #expect(worst <= tolerance, "\(name) differs by \(worst)", sourceLocation: location)
  }

  @Test("brightness, contrast, saturation and rotation equal Pillow's within one level")
  func pillow() throws {
    let image = try Image(contentsOf: fixture("resize.png"))
    try expectNear(sampled(image.brightened(by: 1.4)), "brightness 1.4", 1)
    try expectNear(sampled(image.contrasted(by: 0.6)), "contrast 0.6", 1)
    try expectNear(sampled(image.contrasted(by: 1.7)), "contrast 1.7", 1)
    try expectNear(sampled(image.saturated(by: 0.3)), "saturation 0.3", 1)
    try expectNear(sampled(image.saturated(by: 1.8)), "saturation 1.8", 1)
    try expectNear(sampled(image.rotated(degrees: 30)), "turned by 30 degrees", 1)
  }

  @Test("an evaluation's preprocessing equals Pillow's and NumPy's")
  func preprocessing() throws {
    let image = try Image(contentsOf: fixture("resize.png"))
    let scalars = Preprocessing.imageNet(size: 24, resize: 30)(image).scalars
    let sampled = stride(from: 0, to: scalars.count, by: 37).map { Double(scalars[$0]) }
    try expectNear(sampled, "crop 24 of 30", 1e-5)
  }

  @Test("neutral factors change nothing, extreme ones give black and grey")
  func neutral() {
    let image = drawing()
    expectEqual(image.brightened(by: 1), image)
    expectEqual(image.contrasted(by: 1), image)
    expectEqual(image.saturated(by: 1), image)
    expectEqual(image.hueShifted(by: 0), image)
    expectEqual(image.hueShifted(by: 1), image)
    expectEqual(image.rotated(degrees: 0), image)
    #expect(image.brightened(by: 0) == Image(width: 48, height: 32))
    let grey = image.greyscale().pixels
    let isGrey = (0..<48 * 32).allSatisfy { (i: Int) -> Bool in grey[3 * i] == grey[3 * i + 2] }
    #expect(isGrey)
  }

  @Test("a third of the circle turns red to green to blue")
  func hue() {
    let red = Image(width: 1, height: 1, fill: Color(0xFF0000))
    #expect(red.hueShifted(by: 1 / 3)[0, 0] == Color(0x00FF00))
    #expect(red.hueShifted(by: -1 / 3)[0, 0] == Color(0x0000FF))
    #expect(red.hueShifted(by: 0.5)[0, 0] == Color(0x00FFFF))
  }
}

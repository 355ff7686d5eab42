import Foundation
import Images
import Testing

@Suite struct DecodingTests {
  static let pngs =
    [1, 2, 4, 8, 16].flatMap { ["grey\($0)", "grey\($0)-interlaced"] }
    + [1, 2, 4, 8].map { "palette\($0)" }
    + [
      "greyalpha8", "greyalpha16", "rgb8", "rgb8-interlaced", "rgb8-transparent", "rgb16", "rgba8",
      "rgba16", "rgb8-turned",
    ]
  static let jpegs =
    ["colour420", "colour444", "progressive", "restarts", "grey", "cmyk"]
    + (1...8).map { "turned\($0)" }

  @Test("a PNG has the pixels that Pillow finds", arguments: pngs)
  func png(name: String) throws {
    expectEqual(
      try Image(contentsOf: fixture("\(name).png")),
      try Image(contentsOf: fixture("\(name).expected.png")), name)
  }

  @Test("a JPEG has the pixels that Pillow finds, within one level", arguments: jpegs)
  func jpeg(name: String) throws {
    expectEqual(
      try Image(contentsOf: fixture("\(name).jpg")),
      try Image(contentsOf: fixture("\(name).expected.png")), levels: 1, name)
  }

  @Test("the content and not the name decides the decoder")
  func content() throws {
    try withFolder { folder in
      let path = "\(folder)/photo.jpg"
      try drawing().writePNG(to: path)
      expectEqual(try Image(contentsOf: path), drawing())
    }
  }

  @Test("a PNG of every size comes back as it was", arguments: [1, 2, 3, 7, 64, 301])
  func roundTrip(side: Int) throws {
    for (width, height) in [(side, 1), (1, side), (side, side)] {
      let image = drawing(width: width, height: height)
      expectEqual(try Image(decoding: image.pngData()), image)
    }
  }

  @Test("a PNG of noise comes back as it was, and is little larger than its bytes")
  func noiseRoundTrip() throws {
    var state: UInt32 = 1
    let pixels = (0..<300 * 200 * 3).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(state >> 24)
    }
    let image = Image(width: 300, height: 200, pixels: pixels)
    let bytes = try image.pngData()
    expectEqual(try Image(decoding: bytes), image)
    #expect(bytes.count < pixels.count + pixels.count / 100)
  }

  @Test("a drawing is written small: its runs are found")
  func drawingSize() throws {
    var image = Image(width: 640, height: 480, fill: .white)
    image.rectangle(x: 100, y: 100, width: 300, height: 200, .black)
    #expect(try image.pngData().count < 640 * 480 * 3 / 100)
  }

  @Test("a JPEG of high quality comes back nearly as it was")
  func jpegRoundTrip() throws {
    let image = Image(width: 40, height: 30, fill: Color(0x336699))
    expectEqual(try Image(decoding: image.jpegData(quality: 100)), image, levels: 2)
  }

  @Test("damaged Exif data leave the picture as stored")
  func damagedExif() throws {
    var bytes = try fixtureBytes("turned6.jpg")
    let upright = try Image(decoding: try fixtureBytes("turned1.jpg"))
    guard let start = bytes.firstIndex(of: UInt8(ascii: "E")) else { return }
    for offset in start + 6..<start + 30 {
      let kept = bytes[offset]
      for value: UInt8 in [0, 0x7F, 0xFF] {
        bytes[offset] = value
        let image = try Image(decoding: bytes)
        #expect(image.pixels.count == upright.pixels.count)
      }
      bytes[offset] = kept
    }
  }
}

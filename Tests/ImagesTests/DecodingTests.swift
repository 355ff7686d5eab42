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
    [
      "colour420", "colour444", "colour411", "progressive", "arithmetic", "restarts", "grey",
      "cmyk",
      "ycck",
    ]
    + (1...8).map { "turned\($0)" }

  @Test("I3: a PNG has the pixels that Pillow finds", arguments: pngs)
  func png(name: String) throws {
    expectEqual(
      try Image(contentsOf: fixture("\(name).png")),
      try Image(contentsOf: fixture("\(name).expected.png")), name)
  }

  @Test("I4: a JPEG has the pixels that Pillow finds, within one level", arguments: jpegs)
  func jpeg(name: String) throws {
    expectEqual(
      try Image(contentsOf: fixture("\(name).jpg")),
      try Image(contentsOf: fixture("\(name).expected.png")), levels: 1, name)
  }

  @Test("I3: gamma, colour spaces, profiles, texts and animations change no pixel")
  func chunks() throws {
    let bytes = try fixtureBytes("rgb8-interlaced.png")
    let image = try Image(decoding: bytes)
    let exif = Array("Exif".utf8)
    let control: [UInt8] = [0, 0, 0, 2, 0, 0, 0, 0]
    for (kind, data) in [
      ("gAMA", [0, 0, 0x27, 0x10]), ("gAMA", [0, 0, 0, 0]), ("sRGB", [3]), ("sRGB", [200]),
      ("cHRM", [UInt8](repeating: 0xFF, count: 32)), ("iCCP", Array("x\0\0no zlib".utf8)),
      ("tEXt", Array("Title\0\u{1B}[2J".utf8)), ("bKGD", [0, 1, 0, 2, 0, 3]), ("tIME", exif),
      ("sBIT", [1, 1, 1]), ("cICP", [9, 16, 0, 1]), ("eXIf", exif), ("acTL", control),
      ("fdAT", control), ("pHYs", [1]), ("hIST", [0, 1]), ("zzZz", [1, 2, 3]),
    ] as [(String, [UInt8])] {
      expectEqual(try Image(decoding: withChunk(kind, data, in: bytes)), image, kind)
    }
    // An animation: its first picture, which is the file's.
    let frame = Array(control[..<4]) + [UInt8](repeating: 0, count: 22)
    var animation = withChunk("acTL", control, in: bytes)
    animation.removeLast(12)
    animation += pngChunk("fcTL", frame) + pngChunk("fdAT", control + [1, 2, 3])
    animation += pngChunk("IEND", [])
    expectEqual(try Image(decoding: animation), image, "animation")
  }

  @Test("I3: a chunk that must be understood and is not is refused")
  func criticalChunk() throws {
    let bytes = withChunk("ABCD", [1], in: try fixtureBytes("rgb8.png"))
    let error = #expect(throws: ImageError.self) { try Image(decoding: bytes) }
    #expect(error?.exitCode == 65)
  }

  @Test("I4: JPEGs of 12 bits, without loss, or of two components are refused by name")
  func unsupportedKinds() throws {
    let bytes = try fixtureBytes("colour420.jpg")
    let frame = try #require(
      bytes.indices.first { bytes[$0...].starts(with: [0xFF, 0xC0, 0, 17]) })
    for (offset, value, text) in [
      (4, 12, "precision"), (1, 0xC3, "SOF type 0xc3"), (1, 0xC5, "SOF type 0xc5"),
      (1, 0xC6, "SOF type 0xc6"), (1, 0xC7, "SOF type 0xc7"), (1, 0xCB, "SOF type 0xcb"),
      (1, 0xCF, "SOF type 0xcf"),
    ] as [(Int, UInt8, String)] {
      var mutant = bytes
      mutant[frame + offset] = value
      let error = #expect(throws: ImageError.self) { try Image(decoding: mutant) }
      #expect(error?.exitCode == 65)
      guard case .unsupported? = error else {
        Issue.record("\(text): \(error.map { "\($0)" } ?? "no error")")
        continue
      }
      #expect("\(error as Any)".localizedCaseInsensitiveContains(text), "\(error as Any)")
    }
  }

  @Test("I5: pictures of no width, or a side of one pixel and one of 65,500")
  func extremes() throws {
    let png = try fixtureBytes("rgb8.png")
    let jpeg = try fixtureBytes("colour420.jpg")
    let frame = try #require(jpeg.indices.first { jpeg[$0...].starts(with: [0xFF, 0xC0, 0, 17]) })
    for offset in [0, 4] {
      var bytes = png
      bytes.replaceSubrange(16 + offset..<20 + offset, with: [0, 0, 0, 0])
      #expect {
        try Image(decoding: withRightChecksums(bytes))
      } throws: {
        "\($0)".contains("impossible size")
      }
      var photo = jpeg
      photo.replaceSubrange(frame + 5 + offset / 2..<frame + 7 + offset / 2, with: [0, 0])
      let error = #expect(throws: ImageError.self) { try Image(decoding: photo) }
      #expect(error?.exitCode == 65)
    }
    for (width, height) in [(1, 1), (1, 65_500), (65_500, 1)] {
      let image = drawing(width: width, height: height)
      expectEqual(try Image(decoding: image.pngData()), image)
      let photo = try Image(decoding: image.jpegData(quality: 90))
      #expect(photo.width == width && photo.height == height)
    }
  }

  @Test("I5: the content and not the name decides the decoder")
  func content() throws {
    try withFolder { folder in
      let path = "\(folder)/photo.jpg"
      try drawing().writePNG(to: path)
      expectEqual(try Image(contentsOf: path), drawing())
    }
  }

  @Test("I5: a PNG of every size comes back as it was", arguments: [1, 2, 3, 7, 64, 301])
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

  @Test("I4: damaged Exif data leave the picture as stored")
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

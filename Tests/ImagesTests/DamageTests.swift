import Images
import Testing

@Suite struct DamageTests {
  private func error(_ bytes: [UInt8], limits: ImageLimits = .default) -> ImageError? {
    do {
      _ = try Image(decoding: bytes, named: "x", limits: limits)
      return nil
    } catch {
      return error
    }
  }

  @Test(
    "a file cut off at any byte is refused, with the bytes reached",
    arguments: ["rgb8.png", "grey4-interlaced.png", "colour420.jpg", "progressive.jpg", "cmyk.jpg"])
  func truncated(name: String) throws {
    let bytes = try fixtureBytes(name)
    for count in 0..<bytes.count {
      let error = error(Array(bytes[..<count]))
      #expect(error != nil, "\(name) of \(count) bytes was accepted")
      #expect(error?.exitCode == 65)
      if count > 40, case .truncated(_, _, let reached, let all)? = error {
        #expect(reached <= count && all == count)
      }
    }
  }

  @Test("a truncated file says how far it was read")
  func message() throws {
    let bytes = try fixtureBytes("colour420.jpg")
    let text = error(Array(bytes[..<(bytes.count / 2)]))?.description ?? ""
    #expect(
      text
        == "x: truncated JPEG: it ends at byte \(bytes.count / 2) of \(bytes.count / 2); copy or download it again"
    )
  }

  @Test(
    "a changed byte gives an error or a picture of the right kind, never a crash",
    arguments: ["rgb8.png", "palette4.png", "progressive.jpg", "restarts.jpg", "turned6.jpg"])
  func corrupted(name: String) throws {
    var bytes = try fixtureBytes(name)
    var accepted = 0
    for offset in bytes.indices {
      let kept = bytes[offset]
      for change: UInt8 in [0x01, 0x80, 0xFF] {
        bytes[offset] = kept ^ change
        if error(bytes, limits: ImageLimits(pixels: 1_000_000)) == nil { accepted += 1 }
      }
      bytes[offset] = kept
    }
    // Every byte of a PNG is under a checksum.
    if name.hasSuffix("png") { #expect(accepted == 0) }
  }

  @Test("a header of 100,000 by 100,000 pixels is refused before memory is taken")
  func hugePNG() throws {
    var bytes = try fixtureBytes("rgb8.png")
    bytes.replaceSubrange(16..<24, with: [0, 1, 0x86, 0xA0, 0, 1, 0x86, 0xA0])
    #expect(
      error(bytes)
        == .tooLarge(path: "x", reason: "100000×100000 is more than 178956970 pixels"))
  }

  @Test("a header that promises more than its bytes can hold is refused")
  func implausiblePNG() throws {
    var bytes = try fixtureBytes("rgb8.png")
    bytes.replaceSubrange(16..<24, with: [0, 0, 0x27, 0x10, 0, 0, 0x27, 0x10])
    guard case .truncated? = error(bytes) else {
      Issue.record("not refused as truncated")
      return
    }
  }

  @Test("a JPEG of 65,500 by 65,500 pixels is refused from its header")
  func hugeJPEG() throws {
    var bytes = try fixtureBytes("colour420.jpg")
    let frame = try #require(
      bytes.indices.first { bytes[$0...].starts(with: [0xFF, 0xC0, 0, 17]) })
    bytes.replaceSubrange(frame + 5..<frame + 9, with: [0xFF, 0xDC, 0xFF, 0xDC])
    #expect(
      error(bytes) == .tooLarge(path: "x", reason: "65500×65500 is more than 178956970 pixels"))
  }

  @Test("a limit on pixels holds exactly")
  func limit() throws {
    let bytes = try drawing(width: 20, height: 10).pngData()
    #expect(error(bytes, limits: ImageLimits(pixels: 200)) == nil)
    #expect(error(bytes, limits: ImageLimits(pixels: 199))?.exitCode == 65)
    #expect(error(bytes, limits: ImageLimits(bytes: bytes.count - 1))?.exitCode == 65)
  }

  @Test("a progressive JPEG of thousands of scans is refused")
  func scans() throws {
    let bytes = try fixtureBytes("progressive.jpg")
    #expect(error(bytes, limits: ImageLimits(scans: 2))?.exitCode == 65)
    #expect(error(bytes, limits: ImageLimits(scans: 20)) == nil)
  }
}

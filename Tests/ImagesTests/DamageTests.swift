import Images
import Support
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

  @Test("a progressive JPEG of few bytes takes little memory, whatever size it claims")
  func hugeProgressive() throws {
    var bytes = try fixtureBytes("progressive.jpg")
    let frame = try #require(
      bytes.indices.first { bytes[$0...].starts(with: [0xFF, 0xC2, 0, 17]) })
    bytes.replaceSubrange(frame + 5..<frame + 9, with: [0x34, 0x00, 0x34, 0x00])
    // All planes in full, three samples a pixel.
    bytes[frame + 11] = 0x11
    let error = error(bytes)
    #expect(error?.exitCode == 65)
    #expect(error?.description.contains("too little memory") == true)
  }

  @Test("a limit on the memory of progressive JPEGs refuses no other")
  func memoryLimit() throws {
    let limits = ImageLimits(memory: 1000)
    #expect(error(try fixtureBytes("colour420.jpg"), limits: limits) == nil)
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

  @Test(
    "a damaged file gives an error or a picture, never a crash",
    arguments: [
      "rgb8.png", "rgb16.png", "grey4-interlaced.png", "palette4.png", "rgb8-turned.png",
      "progressive.jpg", "restarts.jpg", "turned6.jpg", "cmyk.jpg",
    ])
  func mutated(name: String) throws {
    var refusedCount = 0
    for (trial, mutant) in Mutants(of: try fixtureBytes(name)).enumerated() {
      // Checksums would hide most of a PNG from its decoder.
      let bytes =
        name.hasSuffix("png") && !trial.isMultiple(of: 8) ? withRightChecksums(mutant) : mutant
      do throws(ImageError) {
        let image = try Image(
          decoding: bytes, named: "x", limits: ImageLimits(pixels: 1_000_000),
          allowsTruncated: trial.isMultiple(of: 2))
        #expect(image.pixels.count == image.width * image.height * 3)
      } catch {
        #expect(error.exitCode == 65)
        refusedCount += 1
      }
    }
    #expect(refusedCount > 0)
  }

  @Test(
    "a truncated JPEG is accepted where that is allowed, and its upper part is right",
    arguments: ["colour420.jpg", "restarts.jpg", "grey.jpg", "cmyk.jpg"])
  func allowed(name: String) throws {
    let bytes = try fixtureBytes(name)
    let whole = try Image(decoding: bytes)
    let part = Array(bytes[..<(bytes.count - 100)])
    #expect(error(part)?.exitCode == 65)
    let image = try Image(decoding: part, allowsTruncated: true)
    let rows = whole.pixels.prefix(8 * whole.width * 3)
    #expect(image.width == whole.width && image.height == whole.height)
    #expect(image.pixels.starts(with: rows))
    #expect(image != whole)
    #expect(throws: ImageError.self) {
      try Image(decoding: Array(bytes[..<100]), allowsTruncated: true)
    }
  }

  @Test("a JPEG that ends early but properly is refused as well")
  func earlyEnd() throws {
    let bytes = try fixtureBytes("colour420.jpg")
    let part = Array(bytes[..<(bytes.count / 2)]) + [0xFF, 0xD9]
    let text = error(part)?.description ?? ""
    #expect(text.contains("premature end of data segment"), "\(text)")
    #expect(try Image(decoding: part, allowsTruncated: true).width > 0)
  }
}

/// The bytes of a PNG file with the checksums that its chunks ought to have.
private func withRightChecksums(_ bytes: [UInt8]) -> [UInt8] {
  var bytes = bytes
  var start = 8
  while start + 12 <= bytes.count {
    let length = bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
    guard length <= bytes.count - start - 12 else { break }
    let end = start + 8 + length
    var sum: UInt32 = 0xFFFF_FFFF
    for byte in bytes[start + 4..<end] {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 0 ? sum >> 1 : sum >> 1 ^ 0xEDB8_8320 }
    }
    for index in 0..<4 { bytes[end + index] = UInt8(truncatingIfNeeded: ~sum >> (24 - 8 * index)) }
    start = end + 4
  }
  return bytes
}

import Foundation
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
    "I1: a file cut off at any byte is refused, with the bytes reached",
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

  @Test("I1: a truncated file says how far it was read")
  func message() throws {
    let bytes = try fixtureBytes("colour420.jpg")
    let text = error(Array(bytes[..<(bytes.count / 2)]))?.description ?? ""
    #expect(
      text
        == "x: truncated JPEG: it ends at byte \(bytes.count / 2) of \(bytes.count / 2); copy or download it again"
    )
  }

  @Test(
    "I7: a changed byte gives an error or a picture of the right kind, never a crash",
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

  @Test("I2: a header of 100,000 by 100,000 pixels is refused before memory is taken")
  func hugePNG() throws {
    var bytes = try fixtureBytes("rgb8.png")
    bytes.replaceSubrange(16..<24, with: [0, 1, 0x86, 0xA0, 0, 1, 0x86, 0xA0])
    #expect(
      error(bytes)
        == .tooLarge(path: "x", reason: "100000×100000 is more than 178956970 pixels"))
  }

  @Test("I2: a header that promises more than its bytes can hold is refused")
  func implausiblePNG() throws {
    var bytes = try fixtureBytes("rgb8.png")
    bytes.replaceSubrange(16..<24, with: [0, 0, 0x27, 0x10, 0, 0, 0x27, 0x10])
    guard case .truncated? = error(bytes) else {
      Issue.record("not refused as truncated")
      return
    }
  }

  @Test("I2: a JPEG of 65,500 by 65,500 pixels is refused from its header")
  func hugeJPEG() throws {
    var bytes = try fixtureBytes("colour420.jpg")
    let frame = try #require(
      bytes.indices.first { bytes[$0...].starts(with: [0xFF, 0xC0, 0, 17]) })
    bytes.replaceSubrange(frame + 5..<frame + 9, with: [0xFF, 0xDC, 0xFF, 0xDC])
    #expect(
      error(bytes) == .tooLarge(path: "x", reason: "65500×65500 is more than 178956970 pixels"))
  }

  @Test("I2: a progressive JPEG of few bytes takes little memory, whatever size it claims")
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

  @Test("I2: a limit on the memory of progressive JPEGs refuses no other")
  func memoryLimit() throws {
    let limits = ImageLimits(memory: 1000)
    #expect(error(try fixtureBytes("colour420.jpg"), limits: limits) == nil)
  }

  @Test("I2: a limit on pixels holds exactly")
  func limit() throws {
    let bytes = try drawing(width: 20, height: 10).pngData()
    #expect(error(bytes, limits: ImageLimits(pixels: 200)) == nil)
    #expect(error(bytes, limits: ImageLimits(pixels: 199))?.exitCode == 65)
    #expect(error(bytes, limits: ImageLimits(bytes: bytes.count - 1))?.exitCode == 65)
  }

  @Test("I2: a progressive JPEG of thousands of scans is refused")
  func scans() throws {
    let bytes = try fixtureBytes("progressive.jpg")
    #expect(error(bytes, limits: ImageLimits(scans: 2))?.exitCode == 65)
    #expect(error(bytes, limits: ImageLimits(scans: 20)) == nil)
    // The first scan, of the means of blocks, says the same however often it comes; the last, of
    // further digits, makes no sense after itself.
    let starts = bytes.indices.filter { bytes[$0...].starts(with: [0xFF, 0xDA]) }
    let first = try #require(starts.first)
    let firstEnd = try #require(
      (first + 2..<bytes.count - 1).first { bytes[$0] == 0xFF && bytes[$0 + 1] != 0 })
    let last = try #require(starts.last)
    for (scan, message) in [
      (first..<firstEnd, "too many progressive scans"), (last..<(bytes.count - 2), "broken JPEG"),
    ] {
      var many = Array(bytes[..<scan.upperBound])
      for _ in 0..<5000 { many += bytes[scan] }
      many += bytes[scan.upperBound...]
      var found: ImageError?
      let time = processorTime { found = error(many) }
      #expect(found?.exitCode == 65)
      #expect(found?.description.contains(message) == true)
      #expect(time < .seconds(1), "\(time)")
    }
  }

  @Test(
    "I2: texts and profiles that would unpack to 4 GB, in seconds, are read over",
    arguments: ["zTXt", "iCCP", "iTXt"])
  func packedChunks(kind: String) throws {
    let bytes = try fixtureBytes("rgb8.png")
    let packed = DeflatedZeros.zlib(4_000_000_000)
    let head: [UInt8] = kind == "iTXt" ? [0x78, 0, 1, 0, 0, 0] : [0x78, 0, 0]
    let bomb = withChunk(kind, head + packed, in: bytes)
    #expect(bomb.count < 4_000_000)
    var image: Image?
    let time = try processorTime { image = try Image(decoding: bomb) }
    #expect(try image == Image(decoding: bytes))
    #expect(time < .milliseconds(200), "\(time)")
  }

  @Test("I2: pixels that would unpack to 4 GB more than the header says are refused at once")
  func packedPixels() throws {
    var bytes = try fixtureBytes("rgb8.png")
    let start = try #require(bytes.indices.first { bytes[$0...].starts(with: Array("IDAT".utf8)) })
    let packed = DeflatedZeros.zlib(4_000_000_000)
    bytes.replaceSubrange((start - 4)..., with: pngChunk("IDAT", packed) + pngChunk("IEND", []))
    var found: ImageError?
    let time = processorTime { found = error(bytes) }
    #expect(found?.exitCode == 65)
    #expect(found?.description.contains("more pixels than its header says") == true)
    #expect(time < .milliseconds(500), "\(time)")
  }

  @Test("I2: headers that promise too much cost neither memory nor time")
  func hugeHeaders() throws {
    var png = try fixtureBytes("rgb8.png")
    var jpeg = try fixtureBytes("colour420.jpg")
    let frame = try #require(jpeg.indices.first { jpeg[$0...].starts(with: [0xFF, 0xC0, 0, 17]) })
    let memory = try peakMemory()
    let time = processorTime {
      for side: UInt32 in [100_000, 1 << 30, 0x7FFF_FFFF, 0xFFFF_FFFF] {
        let bytes = (0..<4).map { UInt8(truncatingIfNeeded: side >> (24 - 8 * $0)) }
        png.replaceSubrange(16..<24, with: bytes + bytes)
        #expect(error(withRightChecksums(png))?.exitCode == 65)
      }
      for side: UInt16 in [65_500, 65_535] {
        let bytes = [UInt8(side >> 8), UInt8(side & 255)]
        jpeg.replaceSubrange(frame + 5..<frame + 9, with: bytes + bytes)
        #expect(error(jpeg)?.exitCode == 65)
      }
    }
    #expect(time < .seconds(1), "\(time)")
    // Other tests run at the same time, but none takes the 12 GB that these would.
    #expect(try peakMemory() - memory < 4_000_000_000)
  }

  @Test(
    "I7: a damaged file gives an error or a picture, never a crash",
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
    "I1: a truncated JPEG is accepted where that is allowed, and its upper part is right",
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

  @Test("I1: a JPEG that ends early but properly is refused as well")
  func earlyEnd() throws {
    let bytes = try fixtureBytes("colour420.jpg")
    let part = Array(bytes[..<(bytes.count / 2)]) + [0xFF, 0xD9]
    let text = error(part)?.description ?? ""
    #expect(text.contains("premature end of data segment"), "\(text)")
    #expect(try Image(decoding: part, allowsTruncated: true).width > 0)
  }
}

/// The most memory that this process has had, in bytes.
private func peakMemory() throws -> Int {
  let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
  let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
  return 1024 * (line.flatMap { Int($0.filter(\.isNumber)) } ?? 0)
}

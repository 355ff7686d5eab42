import Checkpoints
import Files
import Foundation
import Support
import Testing

@Suite struct TorchArchiveTests {
  /// Where `text` is in `bytes`, at or after `start`.
  private func find(_ text: [UInt8], in bytes: [UInt8], from start: Int = 0) throws -> Int {
    try #require(
      (start...(bytes.count - text.count)).first {
        bytes[$0..<($0 + text.count)].elementsEqual(text)
      })
  }

  @Test("W5: a changed element is noticed by the checksum")
  func checksum() throws {
    var bytes = try Fixtures.bytes("repacked.pth")
    let data = try find(Array("archive/data/3".utf8), in: bytes) + 14
    bytes[data] ^= 1
    #expect(try refusal(of: bytes).contains("checksum"))
  }

  @Test("W5: flags, names, sizes and methods must agree in both headers")
  func headers() throws {
    let bytes = try Fixtures.bytes("repacked.pth")
    for offset in [6, 8, 14, 18, 22, 30] {
      var mutant = bytes
      mutant[offset] ^= 1
      #expect(try refusal(of: mutant).contains("headers"), "byte \(offset)")
    }
  }

  @Test("W5: data after the end, before the start or between members is refused")
  func surroundings() throws {
    let bytes = try Fixtures.bytes("repacked.pth")
    #expect(try refusal(of: bytes + [0]).contains("does not end"))
    #expect(try refusal(of: [0x50, 0x4B, 3, 4] + bytes) != "")
  }

  @Test("W5: two members of one name are refused")
  func duplicate() throws {
    var bytes = try Fixtures.bytes("repacked.pth")
    // 'data/3' becomes a second 'data/2', in the local and in the central header.
    let name = Array("archive/data/3".utf8)
    let local = try find(name, in: bytes)
    bytes[local + 13] = UInt8(ascii: "2")
    bytes[try find(name, in: bytes) + 13] = UInt8(ascii: "2")
    #expect(try refusal(of: bytes).contains("two members"))
  }

  @Test("W10: a record of another byte order swaps the elements; an unknown one is refused")
  func byteOrder() throws {
    let archive = try ZipArchive(try MappedFile(Fixtures.path("plain.pth")))
    let members = try archive.entries.map { entry in
      let content = try archive.content(of: entry)
      guard entry.name.hasPrefix("plain/data/") else { return (entry.name, content) }
      let swapped = stride(from: 0, to: content.count, by: 4).flatMap {
        content[$0..<($0 + 4)].reversed()
      }
      return (entry.name, swapped)
    }
    func withOrder(_ order: String) -> [UInt8] {
      ZipBytes.archive(members.map { $0.0 == "plain/byteorder" ? ($0.0, Array(order.utf8)) : $0 })
    }
    let expected = try Checkpoint.load(Fixtures.path("plain.pth"))
    try withFile(withOrder("big")) { path in
      let checkpoint = try Checkpoint.load(path)
      for tensor in expected.tensors {
        #expect(checkpoint[tensor.name]?.floats() == tensor.floats())
      }
    }
    #expect(try refusal(of: withOrder("middle")).contains("byte order 'middle'"))
  }

  @Test("W5: an archive without one pickle, or with a program, is refused")
  func content() throws {
    #expect(try refusal(of: ZipBytes.archive([("a/b", [1])])).contains("no single 'data.pkl'"))
    #expect(
      try refusal(of: ZipBytes.archive([("a/data.pkl", []), ("b/data.pkl", [])])).contains(
        "no single"))
    #expect(
      try refusal(of: ZipBytes.archive([("a/data.pkl", []), ("a/constants.pkl", [])])).contains(
        "TorchScript"))
    #expect(try refusal(of: ZipBytes.archive([] as [ZipBytes.Member])) != "")
  }

  @Test("W5: an archive that hides a member or overlaps two is refused")
  func overlap() throws {
    let one = ZipBytes.archive([("a/data.pkl", [1, 2, 3])])
    // The same directory over a file with bytes that no member covers.
    let directory = try find([0x50, 0x4B, 1, 2], in: one)
    var hidden = Array(one[..<directory]) + [0, 0] + Array(one[directory...])
    hidden[hidden.count - 6] += 2
    #expect(try refusal(of: hidden).contains("belong to no member"))
    let two = ZipBytes.archive([("a/x", [1]), ("a/y", [1])])
    // The second entry points at the first member.
    var overlapping = two
    let second = try find(
      [0x50, 0x4B, 1, 2], in: two, from: find([0x50, 0x4B, 1, 2], in: two) + 1)
    overlapping.replaceSubrange((second + 42)..<(second + 46), with: [0, 0, 0, 0])
    #expect(try refusal(of: overlapping).contains("sound zip"))
  }

  @Test("W4: a member whose header promises a gigabyte is refused unread")
  func bomb() throws {
    var bytes = ZipBytes.archive([("a/data.pkl", [1, 2, 3])])
    // Method 8, and a gigabyte when unpacked, in both headers.
    let directory = try find([0x50, 0x4B, 1, 2], in: bytes)
    for (method, size) in [(8, 22), (directory + 10, directory + 24)] {
      bytes[method] = 8
      bytes.replaceSubrange(size..<(size + 4), with: [0, 0, 0, 0x40])
    }
    #expect(try refusal(of: bytes).contains("compressed"))
  }

  @Test("W4: deflated members are refused, be they small or a thousand times larger than they look")
  func deflated() throws {
    var bomb = ZipBytes.Member("a/data/0", DeflatedZeros.raw(100_000_000))
    #expect(bomb.content.count < 100_000)
    (bomb.method, bomb.count) = (8, 100_000_000)
    // The checksum is right, should anybody unpack it.
    bomb.crc = [UInt8](repeating: 0, count: 100_000_000).withUnsafeBytes { crc32(of: $0) }
    var pickle = bomb
    pickle.name = Array("a/data.pkl".utf8)
    var small = ZipBytes.Member("a/version", DeflatedZeros.raw(3))
    (small.method, small.count) = (8, 3)
    let plain = ZipBytes.Member("a/data.pkl", PickleBytes.pickle([0x7D]))
    for (members, name) in [
      ([plain, bomb], "a/data/0"), ([pickle], "a/data.pkl"), ([small, plain], "a/version"),
    ] {
      var message = ""
      let bytes = ZipBytes.archive(members)
      let time = try processorTime { message = try refusal(of: bytes) }
      #expect(
        message.contains("member '\(name)' is compressed, and torch never compresses"), "\(message)"
      )
      #expect(time < .milliseconds(100), "\(time)")
    }
  }

  @Test("W4: an archive of arrays, which may be deflated, is unpacked up to a limit only")
  func deflatedArrays() throws {
    var bomb = ZipBytes.Member("a.npy", DeflatedZeros.raw(1_000_000))
    // The header promises less or more than there is, or more than is allowed.
    for count in [999_999, 1_000_001, 0xFFFF_FFFE] {
      (bomb.method, bomb.count) = (8, count)
      #expect(try refusal(of: ZipBytes.archive([bomb])) != "")
    }
  }

  @Test("W5: encryption, patches, masked headers and unknown methods are refused")
  func features() throws {
    var member = ZipBytes.Member("a/data.pkl", PickleBytes.pickle([0x7D]))
    for bit in 0..<16 where ![1, 2, 3, 11].contains(bit) {
      member.flags = 1 << bit
      #expect(try refusal(of: ZipBytes.archive([member])).contains("encrypted or patched"))
    }
    member.flags = 8
    #expect(try refusal(of: ZipBytes.archive([member])).contains("data descriptor"))
    member.flags = 0
    for method in [1, 2, 6, 7, 9, 10, 12, 14, 93, 95, 96, 97, 98, 99, 65535] {
      member.method = method
      #expect(try refusal(of: ZipBytes.archive([member])).contains("by method \(method)"))
    }
    member.method = 0
    member.count = 3
    #expect(try refusal(of: ZipBytes.archive([member])).contains("its two sizes differ"))
  }

  @Test("W5: large archives' records must say the truth")
  func zip64() throws {
    let members = [ZipBytes.Member("a/data.pkl", PickleBytes.pickle([0x7D]))]
    let good = ZipBytes.archive64(members) { _, _ in }
    // Read as an archive: what is wrong is the object.
    #expect(try refusal(of: good).contains("no value of it is a tensor"))
    let lies: [(String, (inout [UInt8], inout [UInt8]) -> Void)] = [
      ("signature", { record, _ in record[0] = 0 }), ("length", { record, _ in record[4] += 1 }),
      ("huge length", { record, _ in record[11] = 0x7F }),
      ("disk", { record, _ in record[16] = 1 }),
      ("directory's disk", { record, _ in record[20] = 1 }),
      ("members on disk", { record, _ in record[24] = 2 }),
      ("members", { record, _ in record[32] = 2 }),
      (
        "both numbers of members",
        { record, _ in
          record[24] = 2
          record[32] = 2
        }
      ),
      (
        "endless members",
        { record, _ in
          for index in 24..<40 { record[index] = 0xFF }
        }
      ),
      (
        "a billion members",
        { record, _ in
          (record[27], record[35]) = (0x40, 0x40)
        }
      ),
      ("size", { record, _ in record[40] += 1 }), ("start", { record, _ in record[48] += 1 }),
      ("huge size", { record, _ in record[47] = 0x80 }),
      ("huge start", { record, _ in record[55] = 0x7F }),
      ("locator's place", { _, locator in locator[8] += 1 }),
      ("locator beyond the file", { _, locator in locator[12] = 1 }),
      ("locator's huge place", { _, locator in locator[15] = 0xFF }),
      ("locator's disk", { _, locator in locator[4] = 1 }),
      ("number of disks", { _, locator in locator[16] = 2 }),
    ]
    for (name, change) in lies {
      let message = try refusal(of: ZipBytes.archive64(members, change: change))
      #expect(message.contains("not a sound zip archive"), "\(name): \(message)")
    }
  }

  @Test("W5: the small end record may not contradict the large one, nor the file")
  func endRecord() throws {
    let members = [ZipBytes.Member("a/data.pkl", PickleBytes.pickle([0x7D]))]
    for bytes in [ZipBytes.archive(members), ZipBytes.archive64(members) { _, _ in }] {
      let end = bytes.count - 22
      for offset in 4..<22 {
        for value: UInt8 in [1, 0x7F] {
          var mutant = bytes
          mutant[end + offset] ^= value
          #expect(try refusal(of: mutant).contains("not a sound zip archive"), "byte \(offset)")
        }
      }
    }
  }

  @Test("W5: sizes in extra fields must be there and agree")
  func extraFields() throws {
    let content = PickleBytes.pickle([0x7D])
    // In both headers: the sizes are elsewhere.
    func archive(_ extra: [UInt8], _ local: [UInt8]? = nil) -> [UInt8] {
      var member = ZipBytes.Member("a/data.pkl", content)
      (member.centralExtra, member.localExtra) = (extra, local ?? extra)
      var bytes = ZipBytes.archive([member])
      let directory = 30 + 10 + member.localExtra.count + content.count
      for start in [18, directory + 20] {
        bytes.replaceSubrange(start..<(start + 8), with: [UInt8](repeating: 0xFF, count: 8))
      }
      return bytes
    }
    func field(_ count: Int, _ packed: Int, tag: Int = 1) -> [UInt8] {
      ZipBytes.bytes(tag, 2) + ZipBytes.bytes(16, 2) + ZipBytes.bytes(count, 8)
        + ZipBytes.bytes(packed, 8)
    }
    let good = field(content.count, content.count)
    #expect(try refusal(of: archive(good)).contains("no value of it is a tensor"))
    for (bytes, name) in [
      (archive([]), "missing"), (archive(field(content.count, content.count, tag: 2)), "other tag"),
      (archive(field(content.count, content.count + 1)), "one more"),
      (archive(field(1 << 40, 1 << 40)), "a terabyte"), (archive(field(-1, -1)), "2⁶⁴ − 1"),
      (archive(good, field(1, 1)), "another in the local header"),
      (archive(Array(good.dropLast(8))), "its length lies"),
      (archive([1, 0, 8, 0] + ZipBytes.bytes(content.count, 8)), "too short"),
      (archive([1, 0, 255, 255] + ZipBytes.bytes(content.count, 8)), "beyond the header"),
    ] {
      #expect(try refusal(of: bytes).contains("not a sound zip archive"), "\(name)")
    }
  }

  @Test("W6: names that lead elsewhere are refused, and nothing is written")
  func oddNames() throws {
    for name in [
      "../x", "/x", "a\\x", "a\0x", "a/../x", "..", "/", "a/..", "\0", "\\",
      "/" + String(repeating: "a", count: 100), String(repeating: "n", count: 4097),
      String(repeating: "../", count: 1000), String(repeating: "l", count: 65_000), "",
    ] {
      let bytes = ZipBytes.archive([
        ("a/data.pkl", PickleBytes.pickle([0x7D])), (name, [1]),
      ])
      try withFolder { folder in
        try Data(bytes).write(to: URL(fileURLWithPath: folder + "/file"))
        let error = #expect(throws: CheckpointError.self) { try Checkpoint.load(folder + "/file") }
        #expect(error?.description.contains("is odd") == true, "\(name.prefix(20))")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["file"])
      }
    }
    var member = ZipBytes.Member("", [1])
    member.name = [0x61, 0xFF, 0x62]
    #expect(try refusal(of: ZipBytes.archive([member])).contains("is odd"))
  }
}

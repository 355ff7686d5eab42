import Checkpoints
import Support
import Testing

@Suite struct LegacyStreamTests {
  /// A state dict of two storages, the second of 100 MB that are not there.
  private static let claimed: Int64 = 25_690_112

  private static let body = PickleBytes.dictionary([
    ("a", PickleBytes.tensor(PickleBytes.storage("0", count: 6), shape: [2, 3], strides: [3, 1])),
    (
      "b",
      PickleBytes.tensor(
        PickleBytes.storage("1", count: claimed), shape: [claimed], strides: [1])
    ),
  ])

  private static let six = (0..<6).flatMap {
    PickleBytes.littleEndian(Int(Float($0).bitPattern), 4)
  }

  @Test("W11: a stream cut off at 200 places is refused, and what is missing is counted")
  func truncated() throws {
    for name in ["plain.legacy.pth", "dtypes.legacy.pth", "strides.legacy.pth"] {
      let bytes = try Fixtures.bytes(name)
      // The places lie close together where the pickles are.
      let ends = Set(
        (0..<100).map { $0 * bytes.count / 100 } + (0..<100).map { bytes.count - 1 - $0 * 3 })
      #expect(ends.count > 150)
      var countedCount = 0
      for end in ends where end > 0 {
        let message = try refusal(of: Array(bytes[..<end]))
        if let missing = message.firstMatch(of: /expected (\d+) more bytes/) {
          countedCount += 1
          // Up to the end of a storage, of which this may not be the last.
          #expect((1...(bytes.count - end)).contains(Int(missing.1) ?? 0), "\(message)")
        } else {
          #expect(
            message.contains("truncated") || message.contains("no pickle")
              || message.contains("no checkpoint") || message.contains("neither")
              || message.contains("bare pickle") || message.contains("without an end"),
            "cut at \(end): \(message)")
        }
      }
      #expect(countedCount > 20)
    }
  }

  @Test("W11: a storage of 100 MB that is not there is told to the byte")
  func missing() throws {
    let storages = PickleBytes.storages([("0", 6, Self.six), ("1", Self.claimed, [1, 2, 3])])
    let message = try refusal(of: PickleBytes.stream(Self.body, after: storages))
    #expect(message.contains("expected 102760445 more bytes of storage '1'"), "\(message)")
  }

  @Test("W11: the widths of the writing machine's integers are of no account")
  func sizes() throws {
    // {'protocol_version': 1001, 'little_endian': True, 'type_sizes': {'short': 2, …}}
    for width in [1, 4, 8, 255] as [UInt8] {
      let sizes: [UInt8] = ["short", "int", "long"].flatMap {
        PickleBytes.text($0) + [0x4B, width]
      }
      var system: [UInt8] = [0x7D, 0x28] + PickleBytes.text("protocol_version")
      system += [0x4D, 0xE9, 3] + PickleBytes.text("little_endian") + [0x88]
      system += PickleBytes.text("type_sizes") + [0x7D, 0x28] + sizes + [0x75, 0x75]
      let body = PickleBytes.dictionary([
        ("a", PickleBytes.tensor(PickleBytes.storage(count: 6), shape: [6], strides: [1]))
      ])
      let bytes = PickleBytes.stream(
        body, system: system, after: PickleBytes.storages([("0", 6, Self.six)]))
      try withFile(bytes) { path in
        let checkpoint = try Checkpoint.load(path)
        #expect(checkpoint.format == .torchStream)
        #expect(checkpoint["a"]?.floats() == [0, 1, 2, 3, 4, 5])
      }
    }
  }

  @Test("W11: storages that are missing, unnamed, repeated or of another size are refused")
  func storages() throws {
    let one = PickleBytes.dictionary([
      ("a", PickleBytes.tensor(PickleBytes.storage(count: 6), shape: [6], strides: [1]))
    ])
    for (storages, text) in [
      ([], "storage '0' is missing"), ([("0", 5, Array(Self.six.prefix(20)))], "not 6 elements"),
      ([("0", 6, Self.six), ("0", 6, Self.six)], "there twice"),
      ([("0", 6, Self.six), ("9", 6, Self.six)], "no tensor names"),
      ([("0", 6, Self.six + [0])], "1 bytes after the last"),
      ([("0", 7, Self.six)], "4 more bytes"),
      ([("0", .max, Self.six)], "claims 9223372036854775807 elements"),
      ([("0", -1, Self.six)], "claims -1 elements"),
    ] as [([(String, Int64, [UInt8])], String)] {
      let message = try refusal(of: PickleBytes.stream(one, after: PickleBytes.storages(storages)))
      #expect(message.contains(text), "\(message)")
    }
    let others: [(String, [UInt8])] = [
      ("the list of storages is missing", PickleBytes.pickle([0x4E])),
      ("no pickle of protocol", []),
      ("a storage that no tensor names", PickleBytes.pickle([0x5D, 0x4E, 0x61])),
    ]
    for (text, after) in others {
      let message = try refusal(of: PickleBytes.stream(one, after: after))
      #expect(message.contains(text), "\(message)")
    }
  }
}

import Checkpoints
import Foundation
import Support
import Testing

@Suite struct SafetensorsTests {
  /// A file of `header` and `dataCount` zeros.
  private func file(_ header: String, _ dataCount: Int, length: UInt64? = nil) -> [UInt8] {
    let text = Array(header.utf8)
    let length = length ?? UInt64(text.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + text
      + [UInt8](repeating: 0, count: dataCount)
  }

  private static func entry(
    _ name: String, _ shape: String = "[2]", _ offsets: String = "[0,8]", type: String = "F32"
  ) -> String {
    "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":\(offsets)}"
  }

  @Test(
    "W15, W16, W17, W18: a header that breaks a rule is refused",
    arguments: [
      ("{\(entry("a")),\(entry("a"))}", 8, "twice"),
      ("{\(entry("a")),\(entry("\\u0061"))}", 8, "twice"),
      ("{\(entry("a", type: "F99"))}", 8, "not supported"),
      ("{\"__metadata__\":{\"x\":1},\(entry("a"))}", 8, "'\"' must be here"),
      ("{\(entry("a", "[2]", "[0,7]"))}", 8, "needs 8 bytes"),
      ("{\(entry("a", "[2]", "[8,0]"))}", 8, "needs 8 bytes"),
      ("{\(entry("a")),\(entry("b", "[2]", "[4,12]"))}", 12, "overlaps"),
      ("{\(entry("a")),\(entry("b"))}", 8, "overlaps"),
      ("{\(entry("a", "[2]", "[4,12]"))}", 12, "hole"),
      ("{\(entry("a"))}", 12, "belong to no tensor"), ("{\(entry("a"))}", 4, "4 more bytes"),
      ("{\(entry("a", "[9223372036854775807,4]"))}", 8, "too large"),
      ("{\(entry("a", "[9223372036854775808]"))}", 8, "larger than"),
      ("{\(entry("a", "[0,18446744073709551616]", "[0,0]"))}", 0, "larger than"),
      ("{\(entry("a", "[-2]"))}", 8, "non-negative integer"),
      ("{\(entry("a", "[2.0]"))}", 8, "non-negative integer"),
      ("{\(entry("a", "[2e0]"))}", 8, "non-negative integer"),
      ("{\(entry("a", "[\"2\"]"))}", 8, "non-negative integer"),
      ("{\(entry("a", "[02]"))}", 8, "begins with 0"),
      ("{\(entry("a", "[2,]"))}", 8, "non-negative integer"),
      ("{\(entry("a", "[[2]]"))}", 8, "non-negative integer"),
      ("{\(entry("a")),}", 8, "must be here"), ("{\(entry("a"))", 8, "must be"),
      ("{\(entry("a"))}x", 8, "follows"), ("{\(entry("a"))}{}", 8, "follows"),
      ("{\(entry("a\\u0000"))}", 8, "no name may have"),
      ("{\(entry("a\\ud800"))}", 8, "surrogate"), ("{\(entry("a\\q"))}", 8, "escape"),
      ("{\(entry("a\u{1}"))}", 8, "control"), ("{\"a\":{}}", 0, "has no dtype"),
      ("{\"a\":{\"dtype\":\"F32\",\"x\":1}}", 0, "unknown field"), ("{\"a\":[[[[", 0, "'{' must"),
    ])
  func brokenRule(header: String, dataCount: Int, text: String) throws {
    let message = try refusal(of: file(header, dataCount))
    #expect(message.contains(text), "\(message)")
  }

  @Test("W14: a header's length beyond the file or the limit is refused")
  func headerLength() throws {
    for length in [0, 1, 3, 1 << 31, 1 << 32, 1 << 62, 1 << 63, .max, 100_000_001] as [UInt64] {
      #expect(try refusal(of: file("{}", 0, length: length)) != "")
    }
    for count in 0..<10 {
      #expect(try refusal(of: Array(file("{}", 0).prefix(count))) != "")
      _ = try refusal(of: [UInt8](repeating: 0, count: count))
      _ = try refusal(of: [UInt8](repeating: 0xFF, count: count))
    }
    // Without a tensor: the smallest file that is right.
    #expect(try tensors(of: file("{}", 0)).tensors.isEmpty)
    #expect(try refusal(of: file("{}", 0, length: .max)).contains("at most"))
    #expect(try refusal(of: file("{}", 0, length: 99_000_000)).contains("truncated"))
    #expect(try refusal(of: file("{}", 0, length: 0)) != "")
    #expect(try refusal(of: [1, 0, 0, 0, 0, 0, 0]).contains("no checkpoint"))
  }

  @Test("W15: a member that is there twice is refused as such, wherever it is")
  func duplicates() throws {
    for header in [
      "{\"__metadata__\":{\"x\":\"1\",\"x\":\"1\"},\(Self.entry("a"))}",
      "{\"__metadata__\":{},\"__metadata__\":{},\(Self.entry("a"))}",
      "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"shape\":[2],\"data_offsets\":[0,8]}}",
      "{\(Self.entry("\u{E9}", "[1]", "[0,4]")),\(Self.entry("\\u00e9", "[1]", "[4,8]"))}",
      "{\(Self.entry("\u{1F600}", "[1]", "[0,4]")),\(Self.entry("\\ud83d\\ude00", "[1]", "[4,8]"))}",
    ] {
      let message = try refusal(of: file(header, 8))
      #expect(message.contains("is there twice"), "\(message)")
    }
  }

  @Test("W15: notes that are no texts and types that nobody knows are refused")
  func kinds() throws {
    for value in ["1", "null", "true", "[]", "[\"a\"]", "1.5", "\"a", "{}", "{\"a\":\"b\"}"] {
      let note = "{\"__metadata__\":{\"x\":\(value)},\(Self.entry("a"))}"
      #expect(try refusal(of: file(note, 8)).contains("must be here"))
      guard !value.hasPrefix("{") else { continue }
      let notes = "{\"__metadata__\":\(value),\(Self.entry("a"))}"
      #expect(try refusal(of: file(notes, 8)).contains("must be here"))
    }
    for type in ["", "f32", "F32 ", "F4", "F128", "C64", "I4", "Q8", "FLOAT", "U128", "F8_E8M0"] {
      let message = try refusal(of: file("{\(Self.entry("a", type: type))}", 8))
      #expect(message.contains("has the type \(type), which is not supported"), "\(message)")
    }
  }

  @Test("W16: ranges that cover the data exactly are accepted, in any order, and no others")
  func cover() throws {
    var state: UInt64 = 16
    func random(_ bound: UInt64) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % bound)
    }
    var acceptedCount = 0
    for _ in 0..<2000 {
      // A sound division of the data into tensors of bytes, in an order at random,
      var ranges: [(start: Int, end: Int)] = []
      var end = 0
      for _ in 0..<random(6) {
        let count = random(4)
        ranges.append((end, end + count))
        end += count
      }
      for index in ranges.indices { ranges.swapAt(index, random(UInt64(ranges.count))) }
      // with some ends moved or the data cut short, half of the time.
      if random(2) == 0, !ranges.isEmpty {
        let index = random(UInt64(ranges.count))
        switch random(3) {
        case 0: ranges[index].start += random(5) - 2
        case 1: ranges[index].end += random(5) - 2
        default: end += random(5) - 2
        }
      }
      guard end >= 0, ranges.allSatisfy({ $0.start >= 0 && $0.start <= $0.end }) else { continue }
      // The oracle counts how often each byte is covered.
      var covered = [Int](repeating: 0, count: end)
      var isSound = true
      for range in ranges {
        for byte in range.start..<range.end {
          if byte < end { covered[byte] += 1 } else { isSound = false }
        }
        isSound = isSound && range.start <= end
      }
      isSound = isSound && covered.allSatisfy { $0 == 1 }
      // An empty tensor lies between others, never within one.
      for empty in ranges where empty.start == empty.end {
        let isWithin = ranges.contains { $0.start < empty.start && empty.start < $0.end }
        isSound = isSound && !isWithin
      }
      let entries = ranges.enumerated().map { index, range in
        Self.entry(
          "\(index)", "[\(range.end - range.start)]", "[\(range.start),\(range.end)]", type: "U8")
      }
      try withFile(file("{\(entries.joined(separator: ","))}", end)) { path in
        do throws(CheckpointError) {
          let checkpoint = try Checkpoint.load(path)
          acceptedCount += 1
          #expect(checkpoint.tensors.count == ranges.count)
          #expect(isSound, "\(ranges) of \(end) bytes")
        } catch {
          #expect(!isSound, "\(ranges) of \(end) bytes: \(error)")
        }
      }
    }
    #expect((500...1900).contains(acceptedCount))
  }

  @Test("W17: only non-negative integers, written as such, are extents and offsets")
  func numbers() throws {
    for number in [
      "-1", "-0", "1.0", "1e3", "1E0", "\"4\"", "+2", "0x2", "2_0", "٢", "２", "02", "00", ".5",
      "2.",
      "Infinity", "NaN", "null", "true", "[2]", "{}", "", "9223372036854775808",
      "18446744073709551616", "18446744073709551618", "1\u{0}",
      String(repeating: "9", count: 100_000),
    ] {
      for header in [
        Self.entry("a", "[\(number)]"), Self.entry("a", "[2,\(number)]"),
        Self.entry("a", "[2]", "[\(number),8]"), Self.entry("a", "[2]", "[0,\(number)]"),
      ] where header != Self.entry("a", "[]") {
        #expect(try refusal(of: file("{\(header)}", 8)) != "", "\(number.prefix(30))")
      }
    }
    for (shape, offsets) in [
      ("[9223372036854775807]", "[0,8]"), ("[4294967296,4294967296]", "[0,0]"),
      ("[3037000500,3037000500]", "[0,8]"), ("[4611686018427387904,4]", "[0,0]"),
      ("[281474976710656]", "[0,8]"), ("[0,9223372036854775807,9223372036854775807]", "[0,0]"),
    ] {
      let message = try refusal(of: file("{\(Self.entry("a", shape, offsets))}", 8))
      #expect(message.contains("too large"), "\(message)")
    }
    for offsets in [
      "[]", "[0]", "[0,8,8]", "[8,0]", "[9223372036854775807,9223372036854775807]",
      "[9223372036854775800,9223372036854775807]",
    ] {
      #expect(try refusal(of: file("{\(Self.entry("a", "[2]", offsets))}", 8)) != "")
    }
  }

  @Test("W17, W18: a million axes and deep nesting are refused at once")
  func size() throws {
    let axes = "[" + String(repeating: "1,", count: 1_000_000) + "1]"
    #expect(try refusal(of: file("{\(Self.entry("a", axes))}", 4)).contains("more than 64"))
    let nested = "{\"__metadata__\":" + String(repeating: "{\"a\":", count: 1_000_000)
    #expect(try refusal(of: file(nested, 0)) != "")
  }

  @Test("W18: a header of 99 MB is answered in less than a second, whatever fills it")
  func timed() throws {
    let size = 99_000_000
    func repeated(_ text: String) -> String {
      String(repeating: text, count: size / text.utf8.count)
    }
    func check(_ name: String, _ header: String, _ text: String) throws {
      try withFile(file(header, 0)) { path in
        let time = processorTime {
          let error = #expect(throws: CheckpointError.self) { try Checkpoint.load(path) }
          #expect(error?.description.contains(text) == true, "\(name)")
          #expect(error?.description.utf8.count ?? 0 < 1000)
        }
        #expect(time < .seconds(1), "\(name): \(time)")
      }
    }
    try check("braces", "{\"a\":" + repeated("{\"a\":"), "unknown field")
    try check("brackets", "{\"a\":" + repeated("["), "must be here")
    try check("notes", "{\"__metadata__\":" + repeated("{\"a\":"), "must be here")
    try check("spaces", "{" + repeated(" "), "must be")
    try check("spaces after", "{}" + repeated(" ") + "}", "follows")
    try check("a name", "{\"" + repeated("a"), "it ends within a string")
    try check("a long name", "{\"" + repeated("a") + "\":", "a name of 99000000 bytes")
    let digits = Self.entry("a", "[\(repeated("1"))]")
    try check("digits", "{\(digits)}", "larger than")
    let members = (0..<3_000_000).map { "\"\($0)\":\"\"" }.joined(separator: ",")
    try check("members", "{\"__metadata__\":{\(members)}}", "more than 131072 members")
  }

  @Test("W18: what follows the last brace is refused, but for spaces")
  func ending() throws {
    for text in ["x", "{}", "\0", "]", "}", ",", "\u{FEFF}", "//"] {
      let message = try refusal(of: file("{\(Self.entry("a"))}\(text)", 8))
      #expect(message.contains("follows the header's last brace"), "\(message)")
    }
    let spaced = file("{\(Self.entry("a"))} \n\t\r  ", 8)
    #expect(try tensors(of: spaced)["a"]?.floats() == [0, 0])
  }

  @Test("W18: a name that is no UTF-8 is refused")
  func encoding() throws {
    var bytes = file("{\(Self.entry("a"))}", 8)
    bytes[10] = 0xFF
    #expect(try refusal(of: bytes).contains("UTF-8"))
  }

  @Test("W15: names that only look alike are kept apart")
  func normalization() throws {
    let (composed, decomposed) = ("\u{E9}", "e\u{301}")
    let header =
      "{\(Self.entry(composed, "[1]", "[0,4]")),\(Self.entry(decomposed, "[1]", "[4,8]"))}"
    try withFile(file(header, 8)) { path in
      let checkpoint = try Checkpoint.load(path)
      #expect(checkpoint.tensors.count == 2)
      #expect(checkpoint[composed]?.name.utf8.count == 2)
      #expect(checkpoint[decomposed]?.name.utf8.count == 3)
    }
  }

  @Test("W16, W18: spaces, another order and escapes are allowed")
  func freedom() throws {
    let header =
      " {\n\t\(Self.entry("b", "[1]", "[4,8]")) , \(Self.entry("\\ud83d\\ude00\\n", "[1]", "[0,4]"))}  "
    let bytes = file(String(header.dropFirst()), 8)
    try withFile(bytes) { path in
      let checkpoint = try Checkpoint.load(path)
      #expect(checkpoint.tensors.map(\.name) == ["b", "😀\n"])
    }
  }
}

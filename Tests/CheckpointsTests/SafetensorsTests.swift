import Checkpoints
import Foundation
import Testing

@Suite struct SafetensorsTests {
  /// A file of `header` and `dataCount` zeros.
  private func file(_ header: String, _ dataCount: Int, length: UInt64? = nil) -> [UInt8] {
    let text = Array(header.utf8)
    let length = length ?? UInt64(text.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + text
      + [UInt8](repeating: 0, count: dataCount)
  }

  private func refusal(_ bytes: [UInt8]) throws -> String {
    try withFile(bytes) { path in
      let error = #expect(throws: CheckpointError.self) { try Checkpoint.load(path) }
      return error?.description ?? ""
    }
  }

  private static func entry(
    _ name: String, _ shape: String = "[2]", _ offsets: String = "[0,8]", type: String = "F32"
  ) -> String {
    "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":\(offsets)}"
  }

  @Test(
    "a header that breaks a rule is refused",
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
    let message = try refusal(file(header, dataCount))
    #expect(message.contains(text), "\(message)")
  }

  @Test("a header's length beyond the file or the limit is refused")
  func headerLength() throws {
    #expect(try refusal(file("{}", 0, length: .max)).contains("at most"))
    #expect(try refusal(file("{}", 0, length: 99_000_000)).contains("truncated"))
    #expect(try refusal(file("{}", 0, length: 0)) != "")
    #expect(try refusal([1, 0, 0, 0, 0, 0, 0]).contains("no checkpoint"))
  }

  @Test("a million axes and deep nesting are refused at once")
  func size() throws {
    let axes = "[" + String(repeating: "1,", count: 1_000_000) + "1]"
    #expect(try refusal(file("{\(Self.entry("a", axes))}", 4)).contains("more than 64"))
    let nested = "{\"__metadata__\":" + String(repeating: "{\"a\":", count: 1_000_000)
    #expect(try refusal(file(nested, 0)) != "")
  }

  @Test("a name that is no UTF-8 is refused")
  func encoding() throws {
    var bytes = file("{\(Self.entry("a"))}", 8)
    bytes[10] = 0xFF
    #expect(try refusal(bytes).contains("UTF-8"))
  }

  @Test("names that only look alike are kept apart")
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

  @Test("spaces, another order and escapes are allowed")
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

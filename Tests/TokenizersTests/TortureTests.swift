import Foundation
import Support
import Testing
import Tokenizers

/// Lines of hard characters, and hashes of what the reference tokenizer makes of them.
private struct Torture: Decodable {
  let vocabulary: [String]
  let pool: [String]
  let uncased: String
  let cased: String

  static func load() throws -> Torture {
    try JSONDecoder().decode(
      Torture.self, from: Data(contentsOf: fixture("torture.json", in: Bundle.module)))
  }

  func line(_ number: Int) -> String {
    let name = "torture.\(number)"
    let count = Int(fillerBits(name, at: 0) % 48)
    return (0..<count).map { pool[Int(fillerBits(name, at: $0 + 1) % UInt64(pool.count))] }.joined()
  }
}

/// FNV-1a over ids and offsets, its upper half.
private func hash(_ encoded: EncodedText) -> UInt32 {
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  for (id, range) in zip(encoded.ids, encoded.offsets) {
    for value in [id, range.lowerBound, range.upperBound] {
      for byte in 0..<4 { hash = (hash ^ UInt64(value >> (8 * byte) & 255)) &* 0x100_0000_01B3 }
    }
  }
  return UInt32(hash >> 32)
}

@Suite("Hard texts")
struct TortureTests {
  @Test(
    "X1: 5,000 lines of hard characters have the reference's ids and offsets",
    arguments: [true, false])
  func lines(isUncased: Bool) throws {
    let torture = try Torture.load()
    let tokenizer = try WordPiece(
      Vocabulary(torture.vocabulary), cleaning: isUncased ? .uncased : .cased)
    let hashes = Array((isUncased ? torture.uncased : torture.cased).utf8)
    #expect(hashes.count == 8 * 5000)
    var wrong: [Int] = []
    for number in 0..<5000 {
      let text = String(decoding: hashes[8 * number..<8 * number + 8], as: UTF8.self)
      let expected = UInt32(text, radix: 16)
      if hash(tokenizer.encode(torture.line(number))) != expected { wrong.append(number) }
    }
    #expect(wrong.isEmpty, "\(wrong.count) lines, first \(wrong.prefix(3).map(torture.line))")
  }

  @Test("X1: broken UTF-8 is repaired and counted; a byte order mark vanishes")
  func repair() {
    func check(_ bytes: [UInt8], _ text: String, repairs: Int) {
      let repaired = RepairedText(bytes)
      #expect(Array(repaired.text.utf8) == Array(text.utf8))
      #expect(repaired.repairCount == repairs)
    }
    check([0x61, 0xFF, 0x62], "a\u{FFFD}b", repairs: 1)
    // A surrogate half, in the three bytes that UTF-8 would give it.
    check([0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}", repairs: 3)
    // The first two bytes of three are one maximal part.
    check([0xE2, 0x82, 0x41], "\u{FFFD}A", repairs: 1)
    check([0xE2, 0x82], "\u{FFFD}", repairs: 1)
    check(Array("\u{FEFF}a\u{0}é".utf8), "a\u{0}é", repairs: 0)
    check([], "", repairs: 0)
  }

  @Test("X2: time grows with the length: 10 MB are read in under 2 s", arguments: Self.long)
  func linearTime(text: LongText) throws {
    let torture = try Torture.load()
    let tokenizer = try WordPiece(Vocabulary(torture.vocabulary))
    let content = text.content
    #expect(content.utf8.count >= 10_000_000)
    var encoded = tokenizer.encode("")
    let time = processorTime { encoded = tokenizer.encode(content, limit: 512) }
    #expect(encoded.count == min(512, text.tokenCount + 2))
    #expect(encoded.droppedCount == max(0, text.tokenCount - 510))
    #expect(time < .seconds(2), "\(text): \(time)")
  }

  static let long = [
    LongText(unit: "a", tokenCount: 1), LongText(unit: " ", tokenCount: 0),
    LongText(unit: "é", tokenCount: 1), LongText(unit: ".", tokenCount: 10_000_000),
    LongText(unit: "中", tokenCount: 3_333_334),
    LongText(unit: "ab cd ", tokenCount: 2 * 1_666_667),
    LongText(unit: String(repeating: "x", count: 99) + " ", tokenCount: 2_600_000),
    LongText(unit: "a\u{301}", tokenCount: 1),
  ]
}

/// 10 MB of one text, again and again.
struct LongText: CustomStringConvertible {
  let unit: String
  /// The number of its tokens.
  let tokenCount: Int

  var content: String {
    String(repeating: unit, count: (10_000_000 + unit.utf8.count - 1) / unit.utf8.count)
  }

  var description: String { "'\(unit.prefix(8))'" }
}

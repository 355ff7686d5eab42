import Foundation
import Support
import Testing
import Tokenizers

/// What the reference tokenizer makes of tricky strings.
private struct Reference: Decodable {
  struct Text: Decodable {
    let text: String
    let ids: [Int]
    let tokens: [String]
    let offsets: [[Int]]
  }

  struct Pair: Decodable {
    let a, b: String
    let longest: Int?
    let ids, types: [Int]
  }

  struct Padded: Decodable {
    let text: String
    let length: Int
    let ids, mask: [Int]
  }

  let strings: [Text]
  let pairs: [Pair]
  let padded: [Padded]

  enum CodingKeys: String, CodingKey {
    case strings, pairs
    case padded = "truncated and padded"
  }

  static func load() throws -> Reference {
    try JSONDecoder().decode(
      Reference.self, from: Data(contentsOf: fixture("wordpiece.json", in: Bundle.module)))
  }
}

/// The tokens that the references need, at their ids in BERT's vocabulary: a longer match than the
/// reference's cannot come about with fewer tokens.
private func tokenizer(for reference: Reference) throws -> WordPiece {
  var tokens = (0..<30522).map { "[unused\($0)]" }
  for text in reference.strings {
    for (id, token) in zip(text.ids, text.tokens) where id != 101 || token == "[CLS]" {
      tokens[id] = token
    }
  }
  let further = [
    2129: "how", 2024: "are", 2017: "you", 1029: "?", 2986: "fine", 1010: ",", 4283: "thanks",
    1012: ".", 2028: "one", 2048: "two", 2093: "three", 2176: "four", 2274: "five", 2416: "six",
    2698: "seven", 2809: "eight", 3157: "nine", 2702: "ten", 7929: "ok", 1996: "the",
    3185: "movie", 2001: "was", 5621: "truly", 2307: "great", 1998: "and", 2146: "long",
    2460: "short", 2616: "words",
  ]
  for (id, token) in further { tokens[id] = token }
  return try WordPiece(Vocabulary(tokens))
}

@Suite("WordPiece")
struct WordPieceTests {
  @Test("X1: ids and offsets of tricky strings are the reference's")
  func strings() throws {
    let reference = try Reference.load()
    let tokenizer = try tokenizer(for: reference)
    #expect(reference.strings.count == 70)
    for text in reference.strings {
      let encoded = tokenizer.encode(text.text)
      #expect(encoded.ids == text.ids, "\(text.text)")
      #expect(
        encoded.offsets.map { [$0.lowerBound, $0.upperBound] } == text.offsets, "\(text.text)")
      #expect(encoded.ids.map { tokenizer.vocabulary.tokens[$0] } == text.tokens)
      #expect(encoded.types.allSatisfy { $0 == 0 })
      #expect(encoded.droppedCount == 0)
    }
  }

  @Test("pairs have types and are cut where the reference cuts them")
  func pairs() throws {
    let reference = try Reference.load()
    let tokenizer = try tokenizer(for: reference)
    for pair in reference.pairs {
      let encoded = tokenizer.encode(pair.a, pair.b, limit: pair.longest)
      #expect(encoded.ids == pair.ids)
      #expect(encoded.types == pair.types)
      #expect(encoded.offsets.count == pair.ids.count)
    }
  }

  @Test("a batch is filled up to a length, and what does not fit is counted")
  func padding() throws {
    let reference = try Reference.load()
    let tokenizer = try tokenizer(for: reference)
    for padded in reference.padded {
      let encoded = tokenizer.encode(padded.text, limit: padded.length)
      let batch = TokenBatch([encoded], paddingID: tokenizer.paddingID, length: padded.length)
      #expect(batch.ids == padded.ids)
      #expect(batch.mask == padded.mask)
      #expect(batch.types == [Int](repeating: 0, count: padded.length))
    }
    #expect(tokenizer.encode("the movie was truly great and long", limit: 6).droppedCount == 3)
    let both = TokenBatch(
      [tokenizer.encode("the movie was great"), tokenizer.encode("short")], paddingID: 0)
    #expect(both.count == 2 && both.length == 6)
    #expect(both.ids == [101, 1996, 3185, 2001, 2307, 102, 101, 2460, 102, 0, 0, 0])
    #expect(both.mask == [1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0])
  }

  @Test("a text that is too long keeps its head, its tail, or some of both")
  func truncation() throws {
    let tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"] + (0..<10).map(String.init)
    let tokenizer = try WordPiece(Vocabulary(tokens))
    let text = "0 1 2 3 4 5 6 7 8 9"
    func kept(_ truncation: Truncation, without range: Range<Int>) -> [Int] {
      let encoded = tokenizer.encode(text, limit: 6, truncation: truncation)
      #expect(encoded.droppedCount == 6 && encoded.droppedRange == range)
      return encoded.ids.dropFirst().dropLast().map { $0 - 4 }
    }
    #expect(kept(.head, without: 8..<19) == [0, 1, 2, 3])
    #expect(kept(.tail, without: 0..<11) == [6, 7, 8, 9])
    #expect(kept(.headAndTail, without: 2..<13) == [0, 7, 8, 9])
    #expect(tokenizer.encode(text, limit: 1).ids == [2, 3])
    #expect(tokenizer.encode(text, limit: 12).droppedRange.isEmpty)
    // As the source has it: 128 and 382 of 510.
    let long = (0..<600).map { "\($0 % 10)" }.joined(separator: " ")
    let ids = tokenizer.encode(long, limit: 512, truncation: .headAndTail)
    #expect(ids.count == 512 && ids.offsets[128] == 254..<255 && ids.offsets[129].lowerBound == 436)
  }

  @Test("X2: texts of nothing, spaces or punctuation, and words of 100 letters and of 101")
  func edges() throws {
    let tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "##a", ".", "!"]
    let tokenizer = try WordPiece(Vocabulary(tokens))
    for text in ["", " ", "\t\r\n", String(repeating: " ", count: 1_000_000), "\u{FEFF}", "\u{0}"] {
      #expect(tokenizer.encode(text).ids == [2, 3])
      #expect(tokenizer.encode(text).droppedCount == 0)
    }
    #expect(tokenizer.encode(".!.").ids == [2, 6, 7, 6, 3])
    #expect(tokenizer.encode(String(repeating: "a", count: 100)).count == 102)
    #expect(tokenizer.encode(String(repeating: "a", count: 101)).ids == [2, 1, 3])
    let words = tokenizer.encode(String(repeating: "a ", count: 100_000), limit: 512)
    #expect(words.count == 512 && words.droppedCount == 100_000 - 510)
  }

  @Test("a limit of words that cannot be is refused", arguments: [0, -1, 65537, Int.max])
  func wordLimits(limit: Int) throws {
    let vocabulary = try Vocabulary(["[PAD]", "[UNK]", "[CLS]", "[SEP]"])
    #expect(throws: TokenizerError.self) { try WordPiece(vocabulary, wordLimit: limit) }
  }

  @Test("spelled special tokens are text where they are not recognized")
  func unrecognized() throws {
    let tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "[", "]", "mask"]
    let open = try WordPiece(Vocabulary(tokens))
    let closed = try WordPiece(Vocabulary(tokens), recognizesSpecialTokens: false)
    #expect(open.encode("[MASK]").ids == [2, 4, 3])
    #expect(closed.encode("[MASK]").ids == [2, 5, 7, 6, 3])
  }

  @Test("a vocabulary without a special token is refused by its name")
  func incompleteVocabulary() throws {
    let vocabulary = try Vocabulary(["[PAD]", "[UNK]", "[CLS]"])
    #expect {
      try WordPiece(vocabulary, name: "vocab.txt")
    } throws: {
      "\($0)".contains("vocab.txt lacks the token '[SEP]'")
    }
  }

  @Test("real strings have BERT's ids with its whole vocabulary", .enabled(if: testData != nil))
  func wholeVocabulary() throws {
    let path = "\(try #require(testData))/bert/vocab.txt"
    let bytes = try Data(contentsOf: URL(filePath: path))
    let vocabulary = try Vocabulary(lines: bytes, name: path)
    #expect(vocabulary.count == 30522)
    #expect(Data(vocabulary.lines.utf8) == bytes)
    let tokenizer = try WordPiece(vocabulary, name: path)
    for text in try Reference.load().strings {
      #expect(tokenizer.encode(text.text).ids == text.ids)
    }
  }
}

/// The folder of real data, if the tests are given one.
private let testData = ProcessInfo.processInfo.environment["ZOO_TEST_DATA"]

import Foundation
import Support
import Testing
import Tokenizers

/// What the book's code makes of tricky reviews.
private struct Reviews: Decodable {
  struct Review: Decodable {
    let text: String
    let tokens: [String]
  }

  let reviews: [Review]
}

@Suite("The Transformer's tokenizer")
struct ReviewTokenizerTests {
  @Test("X1: words of tricky reviews are the book's")
  func words() throws {
    let reviews = try JSONDecoder().decode(
      Reviews.self, from: Data(contentsOf: fixture("reviews.json", in: Bundle.module))
    ).reviews
    #expect(reviews.count == 14)
    let cleaning = ReviewCleaning(separatesAtBreaks: false)
    for review in reviews { #expect(cleaning.words(of: review.text) == review.tokens) }
  }

  @Test("a line break separates words unless the book is followed")
  func lineBreaks() {
    #expect(ReviewCleaning().words(of: "good<br />bad<br>") == ["good", "bad", "br"])
  }

  @Test("the vocabulary is sorted by frequency, then by bytes, after the special tokens")
  func vocabulary() throws {
    let texts = ["b a. A, b?", "a c c <unk> z", "e\u{301} é é"]
    let tokenizer = try ReviewTokenizer(learningFrom: texts, minimumFrequency: 2)
    #expect(
      tokenizer.vocabulary.tokens.map { Array($0.unicodeScalars) }
        == ["<unk>", "<pad>", "<cls>", "<eos>", "a", "b", "c", "\u{E9}"].map {
          Array($0.unicodeScalars)
        })
    let few = try ReviewTokenizer(learningFrom: texts, minimumFrequency: 1, wordLimit: 2)
    #expect(few.vocabulary.tokens.suffix(2) == ["a", "b"])
  }

  @Test("a text stands between its first and last token, with the places of its words")
  func encoding() throws {
    let tokenizer = try ReviewTokenizer(
      Vocabulary(ReviewTokenizer.specialTokens + ["good", ".", "very"]))
    let encoded = tokenizer.encode("Very GOOD film.", limit: 256)
    #expect(encoded.ids == [2, 6, 4, 0, 5, 3])
    #expect(encoded.offsets == [0..<0, 0..<4, 5..<9, 10..<14, 14..<15, 0..<0])
    #expect(tokenizer.encode("").ids == [2, 3])
    let cut = tokenizer.encode("very good very", limit: 4)
    #expect(cut.ids == [2, 6, 4, 3] && cut.droppedCount == 1)
    let tail = tokenizer.encode("very good .", limit: 4, truncation: .tail)
    #expect(tail.ids == [2, 4, 5, 3])
  }

  @Test("another model's vocabulary is refused")
  func otherVocabulary() throws {
    let vocabulary = try Vocabulary(["[PAD]", "[UNK]"])
    #expect {
      try ReviewTokenizer(vocabulary, name: "words.txt")
    } throws: {
      "\($0)".contains("words.txt does not begin with <unk>")
    }
  }

  @Test("X2: 10 MB without a space are one word, found in under 2 s")
  func linearTime() throws {
    let tokenizer = try ReviewTokenizer(Vocabulary(ReviewTokenizer.specialTokens))
    let text = String(repeating: "x", count: 10_000_000)
    var encoded = tokenizer.encode("")
    let time = processorTime { encoded = tokenizer.encode(text, limit: 256) }
    #expect(encoded.ids == [2, 0, 3])
    #expect(encoded.offsets[1] == 0..<10_000_000)
    #expect(time < .seconds(2), "\(time)")
  }
}

@Suite("Vocabularies")
struct VocabularyTests {
  @Test("a token's id is its line; line ends may be Windows'; the last of two counts")
  func lines() throws {
    let vocabulary = try Vocabulary(lines: "[PAD]\r\na\nb\na\n".utf8, name: "v")
    #expect(vocabulary.tokens == ["[PAD]", "a", "b", "a"])
    #expect(vocabulary.id(of: "a") == 3)
    #expect(vocabulary.id(of: "[PA") == nil && vocabulary.id(of: "[PAD]x") == nil)
    #expect(try Vocabulary(lines: "a\nb".utf8, name: "v").count == 2)
    #expect(try Vocabulary(lines: "a\n\n".utf8, name: "v").tokens == ["a", ""])
    #expect(try Vocabulary(lines: "a\n\r".utf8, name: "v").tokens == ["a"])
    #expect(vocabulary.lines == "[PAD]\na\nb\na\n")
  }

  @Test("differently composed characters are different tokens")
  func composition() throws {
    let vocabulary = try Vocabulary(["\u{E9}", "e\u{301}"])
    #expect(vocabulary.id(of: "\u{E9}") == 0)
    #expect(vocabulary.id(of: "e\u{301}") == 1)
  }

  @Test("broken and empty files are refused with the line")
  func broken() {
    let bytes: [UInt8] = [0x61, 0x0A, 0xFF, 0x0A]
    #expect { try Vocabulary(lines: bytes, name: "vocab.txt") } throws: {
      "\($0)".contains("vocab.txt, line 2")
    }
    #expect { try Vocabulary(lines: [], name: "vocab.txt") } throws: { "\($0)".contains("empty") }
    let many = [UInt8](repeating: 0x0A, count: 5_000_000)
    #expect { try Vocabulary(lines: many, name: "v") } throws: { "\($0)".contains("at most") }
  }
}

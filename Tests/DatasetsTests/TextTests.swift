import Datasets
import Foundation
import Testing
import Tokenizers

@Suite("Tables of texts")
struct TextTableTests {
  private func table(
    _ content: String, _ name: String = "reviews.tsv",
    _ options: TextTableOptions = TextTableOptions(), classNames: [String]? = nil
  ) throws -> (count: Int, texts: [String], labels: [Int], table: TextTable) {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/\(name)"
    try folder.file(name, Array(content.utf8))
    let table = try TextTable(path, options, classNames: classNames)
    return (
      table.count, try (0..<table.count).map { try table.text(at: $0) }, table.labels, table
    )
  }

  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  @Test("a TSV with a header: columns by name, quotes are text, the last line needs no end")
  func header() throws {
    let read = try table(
      "label\trating\tid\ttext\npos\t9\ta\t\"Great\" film\nneg\t1\tb\tBad\u{2028}film\u{85}\t\npos\t8\tc\tGood"
    )
    #expect(read.texts == ["\"Great\" film", "Bad\u{2028}film\u{85}", "Good"])
    #expect(read.table.classNames == ["neg", "pos"])
    #expect(read.labels == [1, 0, 1])
    #expect(read.table.name(at: 1).hasSuffix("reviews.tsv, line 3"))
  }

  @Test(
    "the book's TSV: no header, an empty third column, numbers in their order, Windows' line ends")
  func book() throws {
    let read = try table("a b\t10\t\r\nc\t2\t\r\n\r\n\"d\t10\t\r\n")
    #expect(read.texts == ["a b", "c", "\"d"])
    #expect(read.table.classNames == ["2", "10"])
    #expect(read.labels == [1, 0, 1])
    #expect(read.table.name(at: 2).hasSuffix("line 4"))
  }

  @Test("a CSV: fields in quotes hold separators, quotes and lines")
  func quotes() throws {
    let content = "sentiment,review\n1,\"a, \"\"b\"\"\nc\"\n0,d\n1,\"\"\"\"\n"
    let read = try table(content, "r.csv")
    #expect(read.texts == ["a, \"b\"\nc", "d", "\""])
    #expect(read.labels == [1, 0, 1])
    #expect(read.table.name(at: 1).hasSuffix("line 4"))
    #expect(try table("text;label\na;x\nb;y\n", "s.csv").texts == ["a", "b"])
  }

  @Test("JSON lines: a string and a class, named as usual or as said")
  func jsonLines() throws {
    let content = """
      {"text": "a\\nb", "label": 1, "more": [1, {"x": null}]}
      {"label": 0, "text": "\\u00e9"}

      """
    let read = try table(content, "r.jsonl")
    #expect(read.texts == ["a\nb", "é"] && read.labels == [1, 0])
    let named = try table(
      "{\"q\": \"x\", \"k\": \"A\"}\n", "r.jsonl",
      TextTableOptions(textColumn: "q", labelColumn: "k"))
    #expect(named.texts == ["x"] && named.table.classNames == ["A"])
    let error = message { _ = try table(content + "{\"text\": 3}\n", "r.jsonl") }
    #expect(error.contains("r.jsonl, line 3: /text"))
    for label in ["true", "null", "[1]"] {
      let error = message { _ = try table("{\"label\": \(label), \"text\": \"x\"}\n", "r.jsonl") }
      #expect(error.contains("line 1: /label: a class must be here: a string or a whole number"))
    }
    #expect(message { _ = try table("{\"label\": 1}\n", "r.jsonl") }.contains("line 1: no 'text'"))
  }

  @Test("columns are named by the user, or by their numbers where there is no header")
  func columns() throws {
    let named = try table(
      "a\tb\tc\nx\ty\tz\n", "t.tsv", TextTableOptions(textColumn: "C", labelColumn: "a"))
    #expect(named.texts == ["z"] && named.table.classNames == ["x"])
    let numbered = try table(
      "1\tx\tgood\n2\ty\tbad\n", "t.tsv", TextTableOptions(textColumn: "3", labelColumn: "2"))
    #expect(numbered.texts == ["good", "bad"] && numbered.table.classNames == ["x", "y"])
    #expect(
      message { _ = try table("a\n", "t.tsv") }.contains("name two with --text-column"))
    for column in ["words", "3", "0", ""] {
      for options in [TextTableOptions(textColumn: column), TextTableOptions(labelColumn: column)] {
        #expect(
          message { _ = try table("a\tb\n", "t.tsv", options) }
            .contains("no column '\(column)' in 'a | b'"))
      }
    }
  }

  @Test("X3: a wrong row is an error with its line; it is left out and listed where that is wanted")
  func brokenRows() throws {
    let content = "text\tlabel\na\t1\nb\nc\t0\td\te\nf\tx\n\t1\ng\t\nh\t0"
    let lines = [3, 4, 5, 6, 7]
    let reasons = [
      "1 column, not 2", "4 columns, not 2", "the class 'x' is no number", "no text", "no class",
    ]
    #expect(
      message { _ = try table(content) }.contains("line 3: 1 column, not 2 — correct the row"))
    let read = try table(content, "r.tsv", TextTableOptions(skipsBroken: true))
    #expect(read.texts == ["a", "h"])
    #expect(read.table.strays.count == 5)
    for (stray, (line, reason)) in zip(read.table.strays, zip(lines, reasons)) {
      #expect(stray.description.contains("line \(line): \(reason)"))
    }
  }

  @Test("X3: quotes that never end, or end too early, break their row only")
  func brokenQuotes() throws {
    let content = "text,label\n\"a,1\n\"b\"c,1\nd,0\n"
    #expect(message { _ = try table(content, "r.csv") }.contains("line 2: text after a closing"))
    let open = "text,label\nd,0\n\"a,1\ne,1\n"
    #expect(
      message { _ = try table(open, "r.csv") }.contains("line 3: a quote that is never closed"))
    let read = try table(open, "r.csv", TextTableOptions(skipsBroken: true))
    #expect(read.texts == ["d", "e"])
  }

  @Test("X3: a stray quote costs its row, not those that it swallows")
  func strayQuotes() throws {
    let content = "text,label\n\"a,1\nb,0\nc,1\n\"d, e\",0\n\"f\ng\",1\n"
    let read = try table(content, "r.csv", TextTableOptions(skipsBroken: true))
    #expect(read.texts == ["b", "c", "d, e", "f\ng"])
    #expect(read.table.strays.count == 1 && read.table.name(at: 3).hasSuffix("line 6"))
    // Each row would swallow all others: this must end.
    let many = "text,label\n" + String(repeating: "p\",\"q\n", count: 4000)
    #expect(throws: (any Error).self) {
      try table(many, "r.csv", TextTableOptions(skipsBroken: true))
    }
  }

  @Test("a header that is not recognized is no sample")
  func unknownHeader() throws {
    let content = "phrase\tstars\na\t1\nb\t2\n"
    #expect(message { _ = try table(content) }.contains("line 1: the class 'stars' is no number"))
    for options in [
      TextTableOptions(textColumn: "1", labelColumn: "2"),
      TextTableOptions(textColumn: "phrase", labelColumn: "stars"),
      TextTableOptions(labelColumn: "Stars"),
    ] {
      let read = try table(content, "t.tsv", options)
      #expect(read.texts == ["a", "b"] && read.table.classNames == ["1", "2"])
    }
    let numbered = TextTableOptions(textColumn: "1", labelColumn: "2")
    #expect(try table(content, "t.tsv", numbered, classNames: ["1", "2"]).texts == ["a", "b"])
    #expect(try table("a\t1\nb\t2\n", "t.tsv", numbered).texts == ["a", "b"])
    #expect(try table("text\tlabel\na\t1\n", "t.tsv", numbered).texts == ["a"])
    #expect(message { _ = try table("text\tstars\na\t1\n") }.contains("no columns of text"))
  }

  @Test("classes that the training data lack are an error; so are too many")
  func classes() throws {
    let known = try table("a\tneg\n", classNames: ["pos", "neg"])
    #expect(known.labels == [1] && known.table.classNames == ["pos", "neg"])
    let error = message { _ = try table("a\tneg\nb\tmixed\n", classNames: ["neg", "pos"]) }
    #expect(error.contains("line 2: the class 'mixed' is not one of the training data's, neg, pos"))
    let many = (0..<1001).map { "words\tclass \($0)\n" }.joined()
    #expect(message { _ = try table(many) }.contains("line 1001: more than 1000 classes"))
  }

  @Test("X1: broken UTF-8 is repaired and counted; a byte order mark and gzip are seen through")
  func encodings() throws {
    let folder = try TemporaryFolder()
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    try folder.file(
      "t.tsv", mark + Array("text\tlabel\na".utf8) + [0xFF] + Array("\tx\nb\ty\n".utf8))
    let table = try TextTable("\(folder.path)/t.tsv")
    #expect(try table.text(at: 0) == "a\u{FFFD}")
    #expect(table.repairedCount == 1 && table.classNames == ["x", "y"])
    // "text\tlabel\ngood\tp\nbad\tn\n", packed by gzip.
    let packed = try #require(
      Data(base64Encoded: "H4sIAAAAAAACAytJrSjhzElMSs3hSs/PT+Es4EpKTOHM4wIAzf8fBBgAAAA="))
    let packedPath = "\(folder.path)/t.tsv.gz"
    try folder.file("t.tsv.gz", Array(packed))
    #expect(try TextTable(packedPath).classNames == ["n", "p"])
    try folder.file("t.tsv.gz", packed.dropLast(6))
    #expect(message { _ = try TextTable(packedPath) }.contains("t.tsv.gz"))
  }

  @Test("an empty file, a missing one and a header alone are refused by name")
  func nothing() throws {
    #expect(message { _ = try table("") }.contains("holds no row"))
    #expect(message { _ = try table("text\tlabel\n") }.contains("holds no text with a class"))
    #expect(message { _ = try TextTable("/no/such.tsv") }.contains("/no/such.tsv"))
  }
}

@Suite("Folders of texts")
struct TextFolderTests {
  @Test("IMDb's folders are read: classes, parts, texts without a class left out")
  func imdb() throws {
    let folder = try TemporaryFolder()
    for (path, text) in [
      ("train/pos/0_9.txt", "good"), ("train/pos/1_8.txt", "fine"), ("train/neg/0_1.txt", "bad"),
      ("train/neg/1_2.txt", "worse"), ("train/neg/2_2.txt", "dull"), ("train/unsup/0_0.txt", "?"),
      ("train/neg/notes.md", "x"), ("test/pos/0_10.txt", "great"), ("test/neg/0_2.txt", "awful"),
    ] {
      try folder.file("aclImdb/\(path)", Array(text.utf8))
    }
    let data = try TextData("\(folder.path)/aclImdb", validationShare: 0.5)
    #expect(data.classNames == ["neg", "pos"])
    #expect(data.training.count == 2 && data.validation.count == 3)
    #expect(data.test.labels == [0, 1])
    #expect(try data.test.text(at: 1) == "great")
    #expect(data.notices.contains { $0.contains("notes.md") })
    let all = data.training.labels + data.validation.labels
    #expect(all.sorted() == [0, 0, 0, 1, 1])
  }

  @Test("a folder of tables and a single table are read too")
  func tables() throws {
    let folder = try TemporaryFolder()
    for (name, text) in [
      ("imdb_train.tsv", "a\tx\nb\ty\nc\tx\nd\ty\n"), ("imdb_test.tsv", "e\ty\n"),
      ("dev.csv", "text,label\nf,x\n"),
    ] {
      try folder.file(name, Array(text.utf8))
    }
    let data = try TextData(folder.path)
    #expect(data.training.count == 4 && data.validation.count == 1 && data.test.count == 1)
    let single = try TextData("\(folder.path)/imdb_train.tsv", validationShare: 0.5)
    #expect(single.training.count == 2 && single.validation.count == 2)
    #expect(single.test.fingerprint == single.validation.fingerprint)
    #expect(single.fingerprint != data.fingerprint)
    #expect(!single.hasTest && data.hasTest)
  }

  /// The message of reading data; empty where there is none.
  private func fault(_ path: String) -> String {
    do {
      _ = try TextData(path)
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test("parts are words of the tables' names; names that leave a choice are refused")
  func parts() throws {
    let rows = Array("a\tx\nb\ty\nc\tx\nd\ty\n".utf8)
    let folder = try TemporaryFolder()
    try folder.file("retrieval_train.tsv", rows)
    try folder.file("contest_dev.tsv", Array("e\ty\n".utf8))
    let data = try TextData(folder.path)
    #expect(data.training.count == 4 && data.validation.count == 1 && !data.hasTest)
    try folder.file("train2.tsv", rows)
    #expect(fault(folder.path).contains("retrieval_train.tsv and train2.tsv are all called train"))
    let both = try TemporaryFolder()
    try both.file("train_test.tsv", rows)
    #expect(fault(both.path).contains("train_test.tsv: its name says train and test"))
  }

  @Test("D1: texts of which none is left to validate with are refused; a test part does not help")
  func alone() throws {
    let folder = try TemporaryFolder()
    try folder.file("own.tsv", Array("a\tx\nb\ty\nb\ty\n".utf8))
    try folder.file("parts/train.tsv", Array("a\tx\nb\ty\n".utf8))
    try folder.file("parts/test.tsv", Array("c\tx\n".utf8))
    for (path, name) in [("own.tsv", "own.tsv"), ("parts", "train.tsv")] {
      let message = fault("\(folder.path)/\(path)")
      #expect(message.contains("\(name): no class has two samples that differ"), "\(message)")
    }
    let all = try TextData("\(folder.path)/own.tsv", validationShare: 0)
    #expect(all.training.count == 3 && all.validation.count == 0)
    try folder.file("parts/dev.tsv", Array("d\ty\n".utf8))
    #expect(try TextData("\(folder.path)/parts").validation.count == 1)
  }

  @Test("data without a part to train with are measured as a whole")
  func measured() throws {
    let folder = try TemporaryFolder()
    try folder.file("t.tsv", Array("a\ty\nb\ty\n".utf8))
    for name in ["c/x/0.txt", "c/y/0.txt", "c/y/1.txt", "d/train/x/0.txt"] {
      try folder.file(name, Array("a".utf8))
    }
    for (name, labels) in [("t.tsv", [1, 1]), ("c", [0, 1, 1])] {
      let data = try #require(
        try TextData.measured(on: "\(folder.path)/\(name)", classNames: ["x", "y"]))
      #expect(data.test.labels == labels && data.training.count == 0)
      #expect(data.classNames == ["x", "y"])
    }
    let whole = try TextData.measured(on: "\(folder.path)/d", classNames: ["x", "y"])
    #expect(whole == nil)
  }

  @Test("equal texts are on one side of a split")
  func copies() throws {
    let folder = try TemporaryFolder()
    let rows = (0..<60).map { "text \($0 % 20)\t\($0 % 2)\n" }.joined()
    try folder.file("t.tsv", Array(rows.utf8))
    let data = try TextData("\(folder.path)/t.tsv")
    func texts(_ part: any TextCollection) throws -> Set<String> {
      Set(try (0..<part.count).map { try part.text(at: $0) })
    }
    #expect(try texts(data.training).isDisjoint(with: texts(data.validation)))
    #expect(data.training.count == 48 && data.validation.count == 12)
    let again = try TextData("\(folder.path)/t.tsv")
    #expect(data.validation.fingerprint == again.validation.fingerprint)
  }

  @Test("a text among pictures makes no data of texts; a folder's fingerprint is not its path")
  func kinds() throws {
    let pictures = try TemporaryFolder()
    try pictures.picture("ants/1.png")
    try pictures.file("ants/LICENSE.txt", Array("free".utf8))
    try pictures.file("bees/README.txt", Array("free".utf8))
    #expect(!TextData.isTextData(pictures.path))
    let texts = try TemporaryFolder()
    for name in ["a/0.txt", "a/1.txt", "b/0.txt"] { try texts.file(name, Array("x".utf8)) }
    #expect(TextData.isTextData(texts.path))
    let (plain, long) = (try TextFolder(texts.path), try TextFolder(texts.path + "/."))
    #expect(plain.fingerprint == long.fingerprint)
  }

  @Test("blank texts of folders are left out, and bytes that are no UTF-8 counted")
  func blanks() throws {
    let folder = try TemporaryFolder()
    try folder.file("a/0.txt", Array(" \n".utf8))
    try folder.file("a/1.txt", Array("good".utf8))
    try folder.file("b/0.txt", [0x62, 0xFF])
    let texts = try EncodedTexts(
      TextFolder(folder.path), ReviewTokenizer(Vocabulary(ReviewTokenizer.specialTokens)), limit: 8)
    #expect(texts.labels == [0, 1] && texts.repairedCount == 1)
    #expect(texts.skipped.first?.description.contains("0.txt: no text") == true)
  }
}

@Suite("Drawn reviews")
struct DrawnReviewsTests {
  @Test("equal seeds give equal reviews, which negate and contrast")
  func reviews() {
    let reviews = Drawn.reviews(count: 400, seed: 3)
    let texts = (0..<400).map { reviews.text(at: $0) }
    #expect(texts == (0..<400).map { Drawn.reviews(count: 400, seed: 3).text(at: $0) })
    #expect(Set(texts).count > 395)
    #expect(reviews.classCounts == [200, 200])
    #expect(
      texts.contains { $0.contains("not") }
        && texts.contains { $0.contains("although") || $0.contains("Although") })
    let words = texts.map { $0.split(separator: " ").count }
    #expect((words.min() ?? 0) >= 8 && (words.max() ?? 0) <= 160)
  }

  @Test("words alone do not tell the class")
  func words() {
    // Naive Bayes on single words, with the counts of 2000 reviews.
    let training = Drawn.reviews(count: 2000, seed: 1)
    let test = Drawn.reviews(count: 400, seed: 2)
    var counts: [String: [Double]] = [:]
    func words(_ text: String) -> Set<String> {
      Set(text.lowercased().split { !$0.isLetter }.map(String.init))
    }
    for index in 0..<training.count {
      for word in words(training.text(at: index)) {
        counts[word, default: [1, 1]][training.label(at: index)] += 1
      }
    }
    let right = (0..<test.count).count { index in
      let evidence = words(test.text(at: index)).reduce(0.0) { sum, word in
        guard let count = counts[word] else { return sum }
        return sum + log(count[1] / count[0])
      }
      return (evidence > 0 ? 1 : 0) == test.label(at: index)
    }
    #expect(right > 240 && right < 385, "\(right) of 400")
  }
}

@Suite("Batches of like length")
struct LengthBatchesTests {
  @Test(
    "every sample is in one batch; lengths in a batch are alike; the order follows from the seed")
  func batches() {
    let lengths = (0..<1003).map { 10 + $0 * 7919 % 240 }
    let batches = LengthBatches(lengths: lengths, batchSize: 8, seed: 5)
    let first = batches.batches(ofEpoch: 0)
    #expect(first.count == batches.batchCount && batches.batchCount == 126)
    #expect(first.joined().sorted() == Array(0..<1003))
    #expect(first == batches.batches(ofEpoch: 0) && first != batches.batches(ofEpoch: 1))
    func filling(_ batches: [[Int]]) -> Double {
      let real = lengths.reduce(0, +)
      let padded = batches.reduce(0) { sum, batch in
        sum + batch.count * (batch.map { lengths[$0] }.max() ?? 0)
      }
      return Double(padded) / Double(real)
    }
    #expect(filling(first) < 1.1)
    let plain = LengthBatches(lengths: lengths, batchSize: 8, poolSize: 1, seed: 5)
    #expect(filling(plain.batches(ofEpoch: 0)) > 1.4)
    #expect(filling(batches.sorted) < 1.02 && batches.sorted.first?.count == 8)
  }

  @Test("texts of equal length that are sorted by class make no batch of one class")
  func ties() {
    let labels = (0..<200).map { $0 / 100 }
    let batches = LengthBatches(
      lengths: [Int](repeating: 20, count: 200), batchSize: 8, seed: 1
    ).batches(ofEpoch: 0)
    // By chance, one of 25 batches is of one class in one of five epochs.
    #expect(batches.count { Set($0.map { labels[$0] }).count == 1 } <= 1)
  }
}

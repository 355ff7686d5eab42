import Datasets
import Foundation
import Testing
import Tokenizers

@Suite("Vectors of words")
struct WordVectorsTests {
  private func vectors(_ text: String) throws -> WordVectors {
    let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).vec")
    try Data(text.utf8).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    return try WordVectors(
      url.path, of: Vocabulary(ReviewTokenizer.specialTokens + ["film", "good", "\u{E9}t\u{E9}"]))
  }

  @Test("known words are read, with or without the line of counts; the first of a word counts")
  func reading() throws {
    let rows = "film 1 -2e-1 0.5\nother x y\n\u{E9}t\u{E9} 3 4 5 \r\nfilm 9 9 9\ngood 0 0 1"
    for text in ["5 3\n" + rows, rows, rows + "\n\n"] {
      let read = try vectors(text)
      #expect(read.size == 3)
      #expect(read.vectors == [4: [1, -0.2, 0.5], 5: [0, 0, 1], 6: [3, 4, 5]])
    }
  }

  @Test("a line of another length, and a file of something else, are named")
  func broken() throws {
    for (text, message) in [
      ("film 1 2 3\ngood 1 2\n", "line 2: the vector of 'good' has not 3 numbers"),
      ("film 1 2 3\ngood 1 2 nan\n", "line 2"), ("film 1 2 3\ngood 1 2 3x\n", "line 2"),
      ("5 1e30\nfilm 1\n", "line 1: vectors of other than 1…65536"),
      ("5 0\nfilm 1\n", "line 1: vectors"), ("{}\n", "line 1: no numbers"),
      ("other 1 2\n", "no word that occurs"), ("", "no word"),
    ] {
      #expect { try vectors(text) } throws: { "\($0)".contains(message) }
    }
  }
}

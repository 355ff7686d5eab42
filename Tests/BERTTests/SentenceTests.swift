import BERT
import Foundation
import Support
import Tensors
import Testing
import Tokenizers

/// Sentence vectors of real sentences.
private struct Sentences: Decodable {
  struct Model: Decodable {
    struct Sentence: Decodable {
      let text: String
      let ids: [Int]
    }

    let sentences: [Sentence]
    let cosines: [[Double]]
  }

  let checkpoint: Model
}

/// A folder with a trained model of MiniLM's type, where there is one: `ZOO_TEST_MINILM`.
private let trainedModel = ProcessInfo.processInfo.environment["ZOO_TEST_MINILM"]

@Suite("A trained model")
struct SentenceTests {
  @Test("vectors of real sentences are the reference's", .enabled(if: trainedModel != nil))
  func vectors() throws {
    let encoder = try SentenceEncoder.load(try #require(trainedModel))
    let expected = try JSONDecoder().decode(
      Sentences.self, from: Data(contentsOf: fixture("sentences.json", in: .module))
    ).checkpoint
    let stored = try SafetensorsFixture(
      contentsOf: fixture("sentences.safetensors", in: .module)
    ).tensors
    let texts = expected.sentences.map(\.text)
    for sentence in expected.sentences {
      #expect(encoder.tokenizer.encode(sentence.text).ids == sentence.ids)
    }
    let vectors = encoder.embed(texts)
    expectClose(vectors, try #require(stored["checkpoint.embedding"]), relative: 1e-4)
    let cosines = vectors.matmul(vectors, transposeB: true)
    expectClose(cosines.scalars, expected.cosines.joined().map { Float($0) }, relative: 1e-4)
  }
}

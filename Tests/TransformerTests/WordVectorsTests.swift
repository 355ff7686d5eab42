import Datasets
import Foundation
import Layers
import Tensors
import Testing
import Tokenizers
import Training
import Transformer

@Suite("Vectors of words from elsewhere")
struct WordVectorsTests {
  @Test("training begins with them, and leaves them where that is wanted")
  func training() async throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).vec")
    defer { try? FileManager.default.removeItem(at: url) }
    try Data("the 1 2 3 4\nfilm 5 6 7 8\n".utf8).write(to: url)
    let data = TextData(
      name: "reviews", training: Drawn.reviews(count: 40, seed: 1),
      validation: Drawn.reviews(count: 8, seed: 2))
    var options = FineTuneOptions()
    options.vectors = url.path
    options.freezesWords = true
    options.minimumFrequency = 1
    options.epochCount = 1
    let configuration = TransformerConfiguration(wordCount: 4, size: 4, hiddenCount: 8, length: 16)
    let classifier = try FineTune.classifier(for: data, options, configuration)
    let id = try #require(classifier.tokenizer.vocabulary.id(of: "the"))
    let before = classifier.network.words.weight.value
    #expect(Array(before.scalars[4 * id..<4 * id + 4]) == [1, 2, 3, 4])
    _ = try await FineTune(classifier, data, options: options).run()
    #expect(classifier.network.words.weight.value.scalars == before.scalars)
    #expect {
      try FineTune.classifier(for: data, options, TransformerConfiguration(wordCount: 4, size: 6))
    } throws: {
      "\($0)".contains("vectors of 4 numbers, the network has ones of 6")
    }
  }
}

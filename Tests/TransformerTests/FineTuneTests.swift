import Checkpoints
import Datasets
import Foundation
import Layers
import Support
import Tasks
import Tensors
import Testing
import Tokenizers
import Training
import Transformer

private let narrow = TransformerConfiguration(
  wordCount: 4, size: 32, headCount: 4, hiddenCount: 64, length: 48)

@Suite("Training the Transformer")
struct FineTuneTests {
  private func data() -> TextData {
    TextData(
      name: "reviews", training: Drawn.reviews(count: 320, seed: 1),
      validation: Drawn.reviews(count: 80, seed: 2))
  }

  private func options() -> FineTuneOptions {
    var options = FineTuneOptions()
    options.epochCount = 4
    options.batchSize = 16
    options.learningRate = 3e-3
    options.minimumFrequency = 2
    return options
  }

  @Test("drawn reviews are learned better than by chance, and the checkpoint predicts alone")
  func learns() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "transformer-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let (data, options) = (data(), options())
    let classifier = try FineTune.classifier(for: data, options, narrow)
    var recipe = try FineTune(classifier, data, options: options)
    let run = try RunDirectory.create(model: "transformer", at: folder.path)
    recipe.directory = run
    let (progress, evaluation) = try await recipe.run()
    #expect(progress.epoch == 4)
    let score = try #require(evaluation).score
    #expect(score > 0.6, "\(score)")
    let read = try ReviewClassifier.load(run.lastPath)
    #expect(read.classes.names == ["neg", "pos"])
    let texts = try (0..<8).map { try data.validation.text(at: $0) }
    let (ours, theirs) = (try classifier.classify(texts, top: 2), try read.classify(texts, top: 2))
    for (a, b) in zip(ours, theirs) {
      #expect(a.map(\.label) == b.map(\.label))
      #expect(abs(a[0].probability - b[0].probability) < 1e-4)
    }
    let figures = try read.evaluate(data.validation)
    #expect(abs(figures.evaluation.score - score) <= 1 / 80)
    #expect(figures.answers.map(\.index) == Array(0..<80))
    #expect(figures.worst(5).allSatisfy { $0.answer != $0.label })
    #expect((figures.evaluation.metrics["F1"] ?? 0) > 0.4)
  }

  @Test("the first token's attention belongs to the words of the text")
  func attention() throws {
    let classifier = try FineTune.classifier(for: data(), options(), narrow)
    let text = "It was not bad, really!"
    let attention = try classifier.attention(to: text)
    #expect(attention.layers.count == 2 && attention.layers[0].heads.count == 4)
    #expect(attention.ranges.count == 8)
    for layer in attention.layers {
      for head in layer.heads + [layer.mean] {
        #expect(head.count == attention.ranges.count)
        #expect(abs(head.reduce(0, +) - 1) < 1e-5)
      }
    }
    #expect(attention.answers.count == 2)
  }

  @Test("settings and data that make no sense are refused")
  func refusals() throws {
    let data = data()
    let classifier = try FineTune.classifier(for: data, options(), narrow)
    var wrong = options()
    wrong.epochCount = 0
    #expect { try FineTune(classifier, data, options: wrong) } throws: {
      "\($0)".contains("0 epochs")
    }
    let other = ReviewClassifier(
      TransformerClassifier(TransformerConfiguration(wordCount: 10, size: 4, classCount: 3)),
      try ReviewTokenizer(Vocabulary(ReviewTokenizer.specialTokens)), classes: ClassNames([]))
    #expect { try FineTune(other, data, options: options()) } throws: {
      "\($0)".contains("2 classes, the network 3")
    }
  }
}

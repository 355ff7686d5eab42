import BERT
import Checkpoints
import Datasets
import Foundation
import Layers
import Optimizers
import Support
import Tasks
import Tensors
import Testing
import Tokenizers
import Training

@Suite("Fine-tuning BERT")
struct FineTuneTests {
  private let data = TextData(
    name: "reviews", training: Drawn.reviews(count: 160, seed: 1),
    validation: Drawn.reviews(count: 40, seed: 2))

  /// A tiny network and the words of drawn reviews.
  private func classifier() throws -> BERTTextClassifier {
    let special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    let texts = (0..<160).map { Drawn.reviews(count: 160, seed: 1).text(at: $0) }
    let words = Set(
      texts.joined(separator: " ").lowercased().split { !$0.isLetter }.map(String.init))
    let tokenizer = try WordPiece(Vocabulary(special + [".", ",", "!"] + words.sorted()))
    var configuration = BERTConfiguration()
    configuration.tokenCount = tokenizer.vocabulary.count
    configuration.size = 32
    configuration.layerCount = 3
    configuration.headCount = 4
    configuration.hiddenCount = 64
    configuration.positionCount = 64
    let network = withSeed(1) { BERTClassifier(configuration) }
    return BERTTextClassifier(
      network, tokenizer, limit: 40, truncation: .headAndTail, classes: ClassNames(["neg", "pos"]))
  }

  @Test("training lowers the loss, and the checkpoint predicts alone")
  func learns() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "bert-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let classifier = try classifier()
    var options = FineTuneOptions(.scratch)
    options.epochCount = 3
    options.batchSize = 16
    options.learningRate = 3e-3
    let before = try classifier.evaluate(data.training).evaluation
    var recipe = try FineTune(classifier, data, options: options)
    let run = try RunDirectory.create(model: "bert", at: folder.path)
    recipe.directory = run
    let (progress, _) = try await recipe.run()
    #expect(progress.epoch == 3)
    let after = try classifier.evaluate(data.training).evaluation
    #expect(after.loss < before.loss, "\(before.loss) to \(after.loss)")
    let read = try BERTTextClassifier.load(run.lastPath)
    let texts = try (0..<6).map { try data.validation.text(at: $0) }
    #expect(read.limit == 40 && read.truncation == .headAndTail)
    let (ours, theirs) = (try classifier.classify(texts, top: 2), try read.classify(texts, top: 2))
    for (a, b) in zip(ours, theirs) {
      #expect(a.map(\.label) == b.map(\.label))
      #expect(abs(a[0].probability - b[0].probability) < 1e-4)
    }
    let attention = try read.attention(to: "The film was not good.")
    #expect(attention.layers.count == 3 && attention.ranges.count == 8)
  }

  @Test("transfer changes the last layers alone, whatever dropout would draw in the others")
  func transfer() async throws {
    let classifier = try classifier()
    var options = FineTuneOptions(.transfer)
    options.epochCount = 1
    options.layerCount = 1
    let before = Dictionary(
      uniqueKeysWithValues: classifier.network.parameters.map {
        ($0.path, $0.parameter.value.scalars)
      })
    _ = try await FineTune(classifier, data, options: options).run()
    for (path, parameter) in classifier.network.parameters {
      let isTrained = ["bert.encoder.layer.2.", "bert.pooler.", "classifier."].contains {
        path.hasPrefix($0)
      }
      #expect((parameter.value.scalars != before[path]) == isTrained, "\(path)")
    }
  }

  @Test("layers near the text learn more slowly")
  func layerRates() throws {
    let classifier = try classifier()
    var options = FineTuneOptions(.finetune)
    options.layerDecay = 0.5
    options.learningRate = 1
    let groups = try FineTune(classifier, data, options: options).groups(of: classifier.network)
    let rates = Set(groups.map(\.learningRate))
    #expect(rates == [1, 0.5, 0.25, 0.125])
    #expect(groups.reduce(0) { $0 + $1.parameters.count } == classifier.network.parameters.count)
  }
}

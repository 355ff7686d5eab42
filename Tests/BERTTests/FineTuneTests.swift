import BERT
import Checkpoints
import Datasets
import Foundation
import Layers
import Losses
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
    let configuration = BERTConfiguration(
      tokenCount: tokenizer.vocabulary.count, size: 32, layerCount: 3, headCount: 4,
      hiddenCount: 64, positionCount: 64)
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
    options.epochCount = 12
    options.batchSize = 16
    options.learningRate = 3e-3
    let before = try classifier.evaluate(data.training).evaluation
    var recipe = try FineTune(classifier, data, options: options)
    let run = try RunDirectory.create(model: "bert", at: folder.path)
    recipe.directory = run
    let (progress, _) = try await recipe.run()
    #expect(progress.epoch == 12)
    let after = try classifier.evaluate(data.training).evaluation
    // Whoever guesses has a loss of ln 2 = 0.69 at best.
    #expect(before.loss > 0.65 && after.loss < 0.6, "\(before.loss) to \(after.loss)")
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

  @Test(
    "T5: an interrupted run goes on bit for bit",
    arguments: FineTuneMode.allCases, Torture.steps([1, 4], of: 1...5))
  func resume(mode: FineTuneMode, stop: Int) async throws {
    var options = FineTuneOptions(mode)
    options.epochCount = 2
    options.batchSize = 16
    options.layerCount = 1
    try await expectResumed(after: stop, options: options) { _ in try classifier() }
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
    let groups = try FineTune(classifier, data, options: options).optimizer().groups
    #expect(groups.reduce(0) { $0 + $1.parameters.count } == classifier.network.parameters.count)
    var settings: [String: ParameterGroup] = [:]
    for group in groups {
      for (path, _) in group.parameters { settings[path] = group }
    }
    let slower: KeyValuePairs<String, Double> = [
      "bert.embeddings.": 0.125, "bert.encoder.layer.0.": 0.25, "bert.encoder.layer.1.": 0.5,
    ]
    for (path, _) in classifier.network.parameters {
      let setting = try #require(settings[path], "\(path)")
      let rate = slower.first { path.hasPrefix($0.key) }?.value ?? 1
      #expect(setting.learningRate == rate, "\(path)")
      let isVector = path.hasSuffix(".bias") || path.contains("LayerNorm")
      #expect(setting.weightDecay == (isVector ? 0 : options.weightDecay), "\(path)")
    }
  }

  @Test("training on one batch, with dropout, learns it by heart")
  func overfit() {
    let configuration = BERTConfiguration(
      tokenCount: 50, size: 24, layerCount: 2, headCount: 4, hiddenCount: 32, positionCount: 16)
    let network = withSeed(5) { BERTClassifier(configuration, classCount: 3) }
    let input = texts(6, length: 8, tokenCount: 50)
    let labels = IntTensor([0, 1, 2, 0, 1, 2])
    var optimizer = Adam(network, learningRate: 3e-3)
    var losses: [Float] = []
    withSeed(6) {
      for _ in 0..<200 {
        let (loss, gradients) = network.valueAndGradients { crossEntropy($0(input), labels) }
        losses.append(loss.item())
        optimizer.step(gradients)
      }
    }
    #expect(losses[0] > 0.7)
    #expect(network(input).argmax() == labels)
    #expect(losses.suffix(5).reduce(0, +) / 5 < 0.2)
  }

  @Test("a text that cannot be read is left out and told, as is how many are cut")
  func damage() async throws {
    var options = FineTuneOptions(.transfer)
    options.epochCount = 1
    let known = try self.classifier()
    let classifier = BERTTextClassifier(
      known.network, known.tokenizer, limit: 8, classes: known.classes)
    try await expectDamageTold(classifier, options)
  }
}

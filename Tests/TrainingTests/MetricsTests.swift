import Foundation
import Images
import Layers
import Losses
import Optimizers
import Support
import Tensors
import Testing
import Training

@Suite struct MetricsTests {
  private struct Fixture: Decodable {
    struct Figures: Decodable {
      let topK: [String: Double]
      let confusion: [[Int]]
      let precision: [Double]
      let recall: [Double]
      let f1: [Double]
      enum CodingKeys: String, CodingKey {
        case topK = "top k"
        case confusion = "confusion (rows true)"
        case precision, recall, f1
      }
    }
    let classification: Figures
  }

  @Test("accuracies, confusion, precision, recall and F1 equal scikit-learn's")
  func reference() throws {
    let url = try #require(
      Bundle.module.url(
        forResource: "classification", withExtension: "json", subdirectory: "Fixtures"))
    let expected = try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: url))
      .classification
    let labels = filledIntegers("cls.label", shape: [60], modulo: 10)
    var logits = filled("cls.logits", shape: [60, 10], bound: 3)
    logits.withUnsafeMutableBufferPointer { logits in
      for row in stride(from: 0, to: 60, by: 2) { logits[row * 10 + labels.scalars[row]] += 2 }
    }
    var metrics = ClassificationMetrics(classCount: 10)
    for start in stride(from: 0, to: 60, by: 25) {
      let range = start..<min(start + 25, 60)
      metrics.add(
        logits.sliced(axis: 0, range: range), IntTensor(Array(labels.scalars[range])))
    }
    for (k, share) in expected.topK {
      #expect(abs(metrics.topAccuracy(try #require(Int(k))) - share) < 1e-6)
    }
    #expect(metrics.confusion == expected.confusion)
    for (ours, theirs) in [
      (metrics.precision, expected.precision), (metrics.recall, expected.recall),
      (metrics.f1, expected.f1),
    ] {
      #expect(zip(ours, theirs).allSatisfy { abs($0 - $1) < 1e-6 })
    }
  }

  @Test("an answer that is no number is wrong")
  func notANumber() {
    var metrics = ClassificationMetrics(classCount: 2)
    metrics.add(Tensor([.nan, 1, 0, .nan], shape: [2, 2]), IntTensor([1, 1]))
    metrics.add(Tensor([0, 1, 2, 1], shape: [2, 2]), IntTensor([1, 0]))
    #expect(metrics.accuracy == 0.5 && metrics.topAccuracy(2) == 0.5)
    // What is no answer is in no column, but it is one of its class.
    #expect(metrics.confusion == [[1, 0], [0, 1]])
    #expect(metrics.unanswered == [0, 2] && metrics.counts == [1, 3] && metrics.count == 4)
    #expect(metrics.recall == [1, 1.0 / 3])
    #expect(ClassificationMetrics(classCount: 3).accuracy == 0)
  }

  @Test("the rate finder suggests a rate between too small and too large, and restores the model")
  func rateFinder() async throws {
    let model = withSeed(2) { Sequential { Linear(5, 3) } }
    let before = model.state.map(\.entry.value.scalars)
    let batches = BatchSource(batchCount: 1) { _, _ in
      FeatureBatch(features: TinyRun.samples, labels: IntTensor(TinyRun.labels))
    }
    let finder = try await RateFinder(
      model, SGD(model, learningRate: 1), batches: batches, range: 1e-5...1000
    ) { model, batch in crossEntropy(model(batch.features), batch.labels) }
    #expect(model.state.map(\.entry.value.scalars) == before)
    let suggestion = try #require(finder.suggestion)
    #expect(suggestion > 1e-3 && suggestion < 100, "\(suggestion)")
    #expect(finder.plot.image().width > 0)
  }

  @Test("the rate finder clips gradients as the training does")
  func clippedRates() async throws {
    for (norm, value) in [(Float(1e-20), Float?.none), (nil, 1e-20)] as [(Float?, Float?)] {
      let model = withSeed(2) { Sequential { Linear(5, 3) } }
      let batches = BatchSource(batchCount: 1) { _, _ in
        FeatureBatch(features: TinyRun.samples, labels: IntTensor(TinyRun.labels))
      }
      let finder = try await RateFinder(
        model, SGD(model, learningRate: 1), batches: batches, gradientNormLimit: norm,
        gradientValueLimit: value
      ) { model, batch in crossEntropy(model(batch.features), batch.labels) }
      #expect(finder.losses.allSatisfy { abs($0 - finder.losses[0]) < 1e-6 })
    }
  }
}

import Foundation
import Images
import Layers
import Optimizers
import Support
import Tensors
import Testing
import Training

@Suite struct EvaluationTests {
  /// Values of which only those that are not 0 count in the mean: how many depends on the part.
  private struct SparseBatch: TrainingBatch {
    let x: Tensor
    var count: Int { x.shape[0] }
    var weight: Double { Double(x.scalars.count { $0 != 0 }) }
    func part(_ range: Range<Int>) -> SparseBatch {
      SparseBatch(x: x.sliced(axis: 0, range: range))
    }
  }

  @Test("parts of a batch whose loss is a mean over fewer than its samples make the same step")
  func weights() async throws {
    let x = Tensor([1, 0, 0, 0, 2, 3, 0], shape: [7, 1])
    var results: [[Float]] = []
    for size in [nil, 1, 3] {
      let model = withSeed(2) { Sequential { Linear(1, 1, bias: false) } }
      let recorder = TinyRun.Recorder()
      let trainer = Trainer(
        model, SGD(model, learningRate: 0.1),
        settings: TrainingSettings(epochCount: 1, microBatchSize: size),
        batches: BatchSource(batchCount: 1) { _, _ in SparseBatch(x: x) },
        observers: [recorder], stopSignal: { nil },
        loss: { model, batch, _ in
          model(batch.x).square().sum() * Float(1 / max(1, batch.weight))
        })
      try await trainer.run()
      results.append(
        model.state.flatMap { $0.entry.value.scalars } + recorder.losses.map { Float($0) })
    }
    for result in results.dropFirst() {
      #expect(zip(result, results[0]).allSatisfy { abs($0 - $1) < 1e-5 })
    }
  }

  @Test("evaluations can be further apart than epochs, and the last epoch always has one")
  func interval() async throws {
    let model = withSeed(2) { Sequential { Linear(5, 3) } }
    let evaluated = Evaluated()
    let trainer = Trainer(
      model, SGD(model, learningRate: 0.1),
      settings: TrainingSettings(epochCount: 5, evaluatesFirst: true, evaluationInterval: 2),
      batches: BatchSource(batchCount: 1) { _, _ in
        FeatureBatch(features: TinyRun.samples, labels: IntTensor(TinyRun.labels))
      }, stopSignal: { nil },
      evaluate: { _ in
        evaluated.count += 1
        // Falls: the first evaluation after training is the best.
        return Evaluation(
          loss: 1, score: -Double(evaluated.count), scoreName: "luck", metrics: ["luck": 0])
      },
      loss: { model, batch, _ in model(batch.features).square().mean() })
    let progress = try await trainer.run()
    #expect(
      progress.history.map { !$0.validation.isEmpty } == [true, false, true, false, true, true])
    #expect(evaluated.count == 4)
    #expect(progress.bestEpoch == 2 && progress.bestScore == -2 && progress.scoreName == "luck")
  }

  private final class Evaluated {
    var count = 0
  }

  @Test("no element of a gradient is larger than the limit")
  func valueLimit() async throws {
    let model = withSeed(2) { Sequential { Linear(5, 3) } }
    let before = model.state.flatMap { $0.entry.value.scalars }
    let trainer = Trainer(
      model, SGD(model, learningRate: 1),
      settings: TrainingSettings(epochCount: 1, gradientValueLimit: 0.25),
      batches: BatchSource(batchCount: 1) { _, _ in
        FeatureBatch(features: TinyRun.samples, labels: IntTensor(TinyRun.labels))
      }, stopSignal: { nil },
      loss: { model, batch, _ in model(batch.features).square().sum() * 100 })
    try await trainer.run()
    let after = model.state.flatMap { $0.entry.value.scalars }
    let changes = zip(before, after).map { abs($0 - $1) }
    #expect(changes.allSatisfy { $0 <= 0.25 + 1e-6 })
    #expect(changes.contains { $0 > 0.249 })
  }

  @Test("a run keeps the pictures of its evaluation, and lists those that exist")
  func pictures() async throws {
    try await withFolder { folder in
      let directory = try RunDirectory.create(model: "tiny", at: "\(folder)/run")
      #expect(directory.picturePaths.isEmpty)
      let model = withSeed(2) { Sequential { Linear(5, 3) } }
      let trainer = Trainer(
        model, SGD(model, learningRate: 0.1), settings: TrainingSettings(epochCount: 1),
        batches: BatchSource(batchCount: 1) { _, _ in
          FeatureBatch(features: TinyRun.samples, labels: IntTensor(TinyRun.labels))
        }, directory: directory, stopSignal: { nil },
        evaluate: { _ in
          var evaluation = Evaluation(loss: 1, score: 1, metrics: [:])
          evaluation.gallery = [EvaluationPicture("worst") { Image(width: 9, height: 7) }]
          return evaluation
        },
        loss: { model, batch, _ in model(batch.features).square().mean() })
      try await trainer.run()
      #expect(directory.picturePaths == [directory.curvesPath, directory.file("worst.png")])
      #expect(try Image(contentsOf: directory.file("worst.png")).width == 9)
    }
  }

  @Test("a picture that cannot be drawn costs no weights; without a score the last are the result")
  func undrawable() async throws {
    for score in [1, Double.nan] {
      try await withFolder { folder in
        let directory = try RunDirectory.create(model: "tiny", at: "\(folder)/run")
        let model = withSeed(2) { Sequential { Linear(5, 3) } }
        let trainer = Trainer(
          model, SGD(model, learningRate: 0.1), settings: TrainingSettings(epochCount: 1),
          batches: BatchSource(batchCount: 1) { _, _ in
            FeatureBatch(features: TinyRun.samples, labels: IntTensor(TinyRun.labels))
          }, directory: directory, stopSignal: { nil },
          evaluate: { _ in
            var evaluation = Evaluation(loss: 1, score: score, metrics: [:])
            evaluation.gallery = [EvaluationPicture("worst") { throw Gone() }]
            return evaluation
          },
          loss: { model, batch, _ in model(batch.features).square().mean() })
        await #expect(throws: Gone.self) { try await trainer.run() }
        #expect(try directory.last()?.progress.epoch == 1)
        #expect(FileManager.default.fileExists(atPath: directory.resultPath))
        #expect(directory.resultPath == (score.isNaN ? directory.lastPath : directory.bestPath))
      }
    }
  }

  private struct Gone: Error {}
}

import Checkpoints
import Foundation
import Layers
import Losses
import Optimizers
import Support
import Tensors
import Training

/// A training of a tiny network with dropout, shuffling, momentum and a schedule: everything that
/// an exact resume has to restore.
struct TinyRun {
  static let samples = filled("tiny.x", shape: [14, 5])
  static let labels = filledIntegers("tiny.label", shape: [14], modulo: 3).scalars
  static let epochCount = 3
  static let stepsPerEpoch = 4

  let model: Sequential
  let trainer: Trainer<Sequential, FeatureBatch>

  /// Prepares a training.
  ///
  /// - Parameters:
  ///   - directory: Where it is kept.
  ///   - stopAfter: The step after which it is asked to stop.
  ///   - learningRate: The learning rate.
  ///   - microBatchSize: The samples computed at once.
  ///   - epochCount: The number of epochs.
  ///   - stepsPerEpoch: The steps of an epoch.
  ///   - keptCount: The epochs whose checkpoints are kept.
  ///   - patience: The epochs without progress after which it ends.
  ///   - badBatch: A batch whose samples are too large for numbers.
  ///   - watcher: Who looks after each epoch, and says how good it is.
  ///   - observer: Who is told.
  init(
    _ directory: RunDirectory? = nil, stopAfter: Int? = nil, learningRate: Double = 0.05,
    microBatchSize: Int? = nil, epochCount: Int = Self.epochCount,
    stepsPerEpoch: Int = Self.stepsPerEpoch, keptCount: Int = 0, patience: Int? = nil,
    badBatch: (epoch: Int, index: Int)? = nil, watcher: RotationWatcher? = nil,
    observer: Recorder = Recorder()
  ) {
    let model = withSeed(3) {
      Sequential {
        Linear(5, 8)
        ReLU()
        Dropout(rate: 0.3)
        Linear(8, 3)
      }
    }
    let batches = BatchSource(batchCount: stepsPerEpoch) { epoch, index in
      var random = Random(seed: 7, epoch)
      let order = random.shuffled(Array(0..<14))
      let chosen = Array(order[index * 4..<min(index * 4 + 4, 14)])
      let features = Self.samples.gathered(IntTensor(chosen), axis: 0)
      let isBad = badBatch.map { $0 == (epoch, index) } ?? false
      return FeatureBatch(
        features: isBad ? features * 1e38 * 10 : features,
        labels: IntTensor(chosen.map { Self.labels[$0] }))
    }
    self.model = model
    trainer = Trainer(
      model, Adam(model, learningRate: learningRate), schedule: Cosine(stepCount: 12),
      settings: TrainingSettings(
        epochCount: epochCount, seed: 11, microBatchSize: microBatchSize, patience: patience,
        evaluatesFirst: true, keptCount: keptCount),
      batches: batches, directory: directory,
      observers: [observer] + (watcher.map { [$0] } ?? []),
      stopSignal: { stopAfter.map { observer.stepCount >= $0 } == true ? 2 : nil },
      evaluate: { model in
        let logits = model(Self.samples)
        var metrics = ClassificationMetrics(classCount: 3)
        metrics.add(logits, IntTensor(Self.labels))
        let loss = crossEntropy(logits, IntTensor(Self.labels)).item()
        if let watcher { return watcher.evaluation(of: model) }
        return Evaluation(loss: Double(loss), metrics)
      },
      loss: { model, batch, _ in crossEntropy(model(batch.features), batch.labels) })
  }

  /// Every weight of the model.
  var weights: [[Float]] { model.state.map(\.entry.value.scalars) }

  /// Counts what a training tells.
  final class Recorder: TrainingObserver {
    private(set) var stepCount = 0
    private(set) var losses: [Double] = []
    private(set) var records: [EpochRecord] = []

    func began(_ plan: TrainingPlan) { stepCount = plan.progress.step }

    func stepped(_ report: StepReport) {
      stepCount = report.step
      losses.append(report.loss)
    }

    func epochEnded(_ record: EpochRecord) { records.append(record) }
  }
}

/// A folder that is deleted at the end.
func withFolder<R>(_ body: (String) async throws -> R) async throws -> R {
  let folder = FileManager.default.temporaryDirectory.appending(
    path: "training-\(UInt64.random(in: 0...(.max)))")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try await body(folder.path)
}

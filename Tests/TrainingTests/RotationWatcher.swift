import Checkpoints
import Foundation
import Layers
import Tensors
import Testing
import Training

/// Gives each epoch a score, and looks after each whether the best and the newest weights are there.
final class RotationWatcher: TrainingObserver {
  /// The epochs that were looked at.
  private(set) var epochs: [Int] = []

  private let directory: RunDirectory
  private let scores: [Double]
  private let keptCount: Int
  /// The weights of each epoch, from 0, the state before training.
  private var weights: [[[Float]]] = []

  init(_ directory: RunDirectory, _ scores: [Double], keptCount: Int) {
    self.directory = directory
    self.scores = scores
    self.keptCount = keptCount
  }

  /// The figures of the next epoch: its score, also as the loss and a metric.
  func evaluation(of model: some Module) -> Evaluation {
    let score = weights.isEmpty ? .nan : scores[weights.count - 1]
    weights.append(model.state.map(\.entry.value.scalars))
    return Evaluation(loss: -score, score: score, metrics: ["score": score])
  }

  func epochEnded(_ record: EpochRecord) {
    guard record.epoch > 0 else { return }
    epochs.append(record.epoch)
    do {
      try check(record.epoch)
    } catch {
      Issue.record(error, "after epoch \(record.epoch) of \(scores)")
    }
  }

  private func check(_ epoch: Int) throws {
    let seen = scores.prefix(epoch).enumerated().filter(\.element.isFinite)
    // The first of equal ones.
    if let best = seen.map(\.element).max(), let first = seen.first(where: { $0.element == best }) {
      #expect(try weights(directory.bestPath) == weights[first.offset + 1], "\(scores) \(epoch)")
    } else {
      #expect(!FileManager.default.fileExists(atPath: directory.bestPath))
    }
    #expect(try directory.last()?.progress.epoch == epoch)
    #expect(try weights(directory.lastPath) == weights[epoch])
    let kept = try FileManager.default.contentsOfDirectory(atPath: directory.path)
      .filter { $0.hasPrefix("epoch-") }.sorted()
    let expected = (1...epoch).suffix(keptCount)
    #expect(kept == expected.map { String(format: "epoch-%05d.safetensors", $0) })
    for (name, epoch) in zip(kept, expected) {
      #expect(try weights(directory.file(name)) == weights[epoch], "\(name)")
    }
  }

  private func weights(_ path: String) throws -> [[Float]] {
    try Checkpoint.load(path).tensors.map { $0.tensor().scalars }
  }
}

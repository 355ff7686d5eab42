import Files
import Foundation
import Images
import Layers
import Optimizers
import Tensors
import Testing
import Training

@Suite struct AdversarialRunTests {
  /// Goes through two epochs without changing a parameter, or on with them where it was stopped.
  private func train(
    in directory: RunDirectory, batchCount: Int, stopAfter: Int? = nil, keptCount: Int = 0,
    whenBegun: (AdversarialNetworks<Linear, Linear>) throws -> Void = { _ in }
  ) throws -> TrainingProgress {
    let networks = AdversarialNetworks(Linear(2, 3), Linear(3, 1))
    var stepCount = 0
    let run = AdversarialRun(
      networks, optimizers: networks.optimizers(),
      settings: TrainingSettings(epochCount: 2, keptCount: keptCount), batchCount: batchCount,
      directory: directory, stopSignal: { stepCount == stopAfter ? 2 : nil },
      samples: { Image(width: 1, height: 1, fill: .white) })
    try run.begin(resuming: true)
    try whenBegun(networks)
    while let position = run.position {
      #expect(position.batch < batchCount)
      stepCount += 1
      try run.stepped(["generator": 0.5, "discriminator": 1], sampleCount: 2)
    }
    run.finish()
    return run.progress
  }

  @Test(
    "a run that goes on with no more steps of an epoch than it has made ends that epoch",
    arguments: [3, 7], [2, 3])
  func fewerSteps(stop: Int, batchCount: Int) async throws {
    try await withFolder { folder in
      let directory = try RunDirectory.create(model: "pair", at: "\(folder)/run")
      try directory.write(configuration: ["a": 1])
      #expect(throws: TrainingInterrupted.self) {
        _ = try train(in: directory, batchCount: 4, stopAfter: stop)
      }
      let progress = try train(in: directory, batchCount: batchCount)
      // Step 7 is in the last epoch.
      #expect(progress.isFinished && progress.step == stop + (stop == 3 ? batchCount : 0))
      #expect(progress.history.map(\.epoch) == [1, 2])
      #expect(
        progress.history.allSatisfy { $0.training == ["generator": 0.5, "discriminator": 1] })
      #expect(try directory.last()?.progress == progress)
      // The losses of the networks alone, no empty axes beside them.
      #expect(try Image(contentsOf: directory.curvesPath).width < 1000)
      for epoch in 1...2 {
        #expect(isRegularFile(directory.file("samples/epoch-0000\(epoch).png")), "\(epoch)")
      }
    }
  }

  @Test("T1: of a weight that is no number at the end of an epoch that step and epoch are told")
  func notFinite() async throws {
    try await withFolder { folder in
      let directory = try RunDirectory.create(model: "pair", at: "\(folder)/run")
      let error = #expect(throws: TrainingError.self) {
        _ = try train(in: directory, batchCount: 3) { networks in
          let weight = networks.discriminator.weight
          weight.assign(.full(weight.shape, .nan))
        }
      }
      let text = error?.description ?? ""
      #expect(
        text.contains("'discriminator.weight' is no number any more at step 3 of epoch 1, "),
        "\(text)")
    }
  }

  @Test("T2: where an epoch cannot be kept, the state is saved, and who goes on keeps the epoch")
  func keptEpoch() async throws {
    try await withFolder { folder in
      let directory = try RunDirectory.create(model: "pair", at: "\(folder)/run")
      try directory.write(configuration: ["a": 1])
      let error = #expect(throws: TrainingError.self) {
        _ = try train(in: directory, batchCount: 2, keptCount: 2) { _ in
          try Data().write(to: URL(filePath: directory.file("epoch-00001")))
        }
      }
      #expect(error?.exitCode == 73)
      #expect(try directory.last()?.progress.epoch == 1)
      unlink(directory.file("epoch-00001"))
      #expect(try train(in: directory, batchCount: 2, keptCount: 2).isFinished)
      for epoch in 1...2 {
        #expect(isRegularFile(directory.file("epoch-0000\(epoch)/generator.safetensors")))
      }
    }
  }
}

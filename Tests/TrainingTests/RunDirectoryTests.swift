import Checkpoints
import Foundation
import Images
import Layers
import Optimizers
import Support
import Tensors
import Testing
import Training

@Suite struct RunDirectoryTests {
  @Test("a run leaves settings, log, pictures, the best and the last weights")
  func contents() async throws {
    try await withFolder { folder in
      let directory = try RunDirectory.create(model: "a/b", in: folder)
      #expect(directory.path.hasPrefix("\(folder)/a-b-"))
      directory.metadata.model = "tiny"
      try directory.write(configuration: ["epochs": 3])
      let recorder = TinyRun.Recorder()
      let run = TinyRun(directory, keptCount: 2, observer: recorder)
      let progress = try await run.trainer.run()
      let names = try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
      #expect(
        names == [
          ".lock", "best.safetensors", "config.json", "confusion.png", "curves.png",
          "epoch-00002.safetensors", "epoch-00003.safetensors", "last.safetensors", "last.state",
          "log.jsonl",
        ])
      #expect(recorder.records == progress.history && recorder.losses.count == 12)
      // The loss, and beside it the accuracy on an axis of its own.
      #expect(try Image(contentsOf: directory.curvesPath).width > 1900)
      let best = try Checkpoint.load(directory.bestPath)
      #expect(best.metadata["model"] == "tiny")
      #expect(best.tensors.map(\.name) == run.model.state.map(\.path))
      #expect(try directory.configuration([String: Int].self) == ["epochs": 3])
      #expect(
        try directory.differences(to: ["epochs": 4, "b": 1]) == ["b none → 1", "epochs 3 → 4"])
    }
  }

  @Test("settings with lists of objects differ where their values do, whatever order keys come in")
  func differencesInLists() async throws {
    try await withFolder { folder in
      let directory = try RunDirectory.create(model: "tiny", at: "\(folder)/run")
      let stages = [["kernel": 4, "padding": 0, "stride": 1, "channels": 8], ["kernel": 3]]
      try directory.write(configuration: ["stages": stages])
      // Dictionaries are ordered anew each time that they are read.
      for _ in 0..<50 {
        #expect(try directory.differences(to: ["stages": stages]) == [])
      }
      var others = stages
      others[1]["kernel"] = 5
      #expect(try directory.differences(to: ["stages": others]) == ["stages[1].kernel 3 → 5"])
    }
  }

  @Test("T9: a second run in the same folder gets a number, and a run in use is not resumed")
  func locking() async throws {
    try await withFolder { folder in
      let path = "\(folder)/run"
      let first = try RunDirectory.create(model: "tiny", at: path)
      try first.write(configuration: ["a": 1])
      let second = try RunDirectory.create(model: "tiny", at: path)
      #expect(second.path == path + "-2")
      #expect(throws: TrainingError.self) { try RunDirectory.open(path) }
      #expect(throws: TrainingError.self) { try RunDirectory.open(folder) }
      #expect(throws: TrainingError.self) { try RunDirectory.open("\(folder)/none") }
      #expect(first.path == path)
    }
  }

  @Test(
    "a folder with files that a run would replace is left alone",
    arguments: ["best.safetensors", "mine.safetensors", "holiday.png", "log.jsonl"])
  func foreignFiles(name: String) async throws {
    try await withFolder { folder in
      let path = "\(folder)/mine"
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
      try Data([1]).write(to: URL(filePath: "\(path)/notes.txt"))
      #expect(try RunDirectory.create(model: "tiny", at: path + "//").path == path)
      try Data([1]).write(to: URL(filePath: "\(path)/\(name)"))
      #expect(try RunDirectory.create(model: "tiny", at: path).path == path + "-2")
      #expect { try RunDirectory.create(model: "tiny", at: path + "/.") } throws: {
        "\($0)".contains("holds files that a run would replace")
      }
    }
  }

  @Test("T11: a place that cannot be written is refused before training")
  func unwritable() async throws {
    try await withFolder { folder in
      try Data().write(to: URL(filePath: "\(folder)/file"))
      #expect(throws: TrainingError.self) {
        try RunDirectory.create(model: "tiny", at: "\(folder)/file/run")
      }
      #expect(throws: TrainingError.self) {
        try RunDirectory.create(model: "tiny", at: "/proc/run")
      }
    }
  }

  @Test("a state that is cut short or of another model is refused with a reason")
  func broken() async throws {
    try await withFolder { folder in
      let path = "\(folder)/run"
      do {
        let directory = try RunDirectory.create(model: "tiny", at: path)
        try directory.write(configuration: ["a": 1])
        try await TinyRun(directory).trainer.run()
      }
      let directory = try RunDirectory.open(path)
      let other = Sequential { Linear(2, 2) }
      let trainer = Trainer(
        other, TinyRun().trainer.optimizer, settings: TrainingSettings(epochCount: 1),
        batches: BatchSource<FeatureBatch>(batchCount: 1) { _, _ in
          FeatureBatch(features: .zeros([1, 2]), labels: IntTensor([0]))
        }, directory: directory, loss: { model, batch, _ in model(batch.features).sum() })
      #expect(throws: TrainingError.self) { try trainer.resume() }
      let state = try Data(contentsOf: URL(filePath: "\(path)/last.state"))
      try state.prefix(state.count / 2).write(to: URL(filePath: "\(path)/last.state"))
      let cut = #expect(throws: TrainingError.self) { try directory.last() }
      #expect(cut?.exitCode == 65, "\(String(describing: cut))")
      #expect(
        cut?.description.hasSuffix(" — start a new run with --weights \(path)/best.safetensors")
          == true, "\(String(describing: cut))")
      try state.write(to: URL(filePath: "\(path)/last.state"))
      unlink(directory.lastPath)
      let lost = #expect(throws: TrainingError.self) { try directory.last() }
      #expect(lost?.exitCode == 66, "\(String(describing: lost))")
    }
  }

  @Test("T3: a run whose best weights are gone seeks the best anew; damaged ones are told")
  func lostBest() async throws {
    try await withFolder { folder in
      let directory = try RunDirectory.create(model: "tiny", at: "\(folder)/run")
      try directory.write(configuration: ["a": 1])
      try await TinyRun(directory, epochCount: 2).trainer.run()
      let best = try Data(contentsOf: URL(filePath: directory.bestPath))
      try best.prefix(100).write(to: URL(filePath: directory.bestPath))
      let damaged = #expect(throws: TrainingError.self) {
        try TinyRun(directory).trainer.resume()
      }
      #expect(damaged?.exitCode == 65, "\(String(describing: damaged))")
      #expect(damaged?.description.contains("best.safetensors") == true)
      unlink(directory.bestPath)
      let run = TinyRun(directory)
      try run.trainer.resume()
      #expect(run.trainer.progress.bestEpoch == nil && run.trainer.progress.bestScore == nil)
      let progress = try await run.trainer.run()
      #expect(progress.bestEpoch == 3)
      #expect(try Checkpoint.load(directory.bestPath).tensors.count > 0)
    }
  }

  @Test("T1: a loss that is no number stops the run and keeps the last good state")
  func divergence() async throws {
    try await withFolder { folder in
      let directory = try RunDirectory.create(model: "tiny", at: "\(folder)/run")
      let run = TinyRun(directory, learningRate: 1e38)
      let error = await #expect(throws: TrainingError.self) { try await run.trainer.run() }
      let text = error.map { "\($0)" } ?? ""
      #expect(text.contains("learning rate") && text.contains("step"), "\(text)")
      #expect(error?.exitCode == 65)
    }
  }

  @Test("T1: the step whose loss is no number is the one that stops, and changes nothing")
  func badStep() async throws {
    try await withFolder { folder in
      let directory = try RunDirectory.create(model: "tiny", at: "\(folder)/run")
      try directory.write(configuration: ["a": 1])
      // Numbers that are too large in the second step of the second epoch.
      let run = TinyRun(directory, badBatch: (epoch: 1, index: 1))
      let error = await #expect(throws: TrainingError.self) { try await run.trainer.run() }
      let text = error.map { "\($0)" } ?? ""
      for part in [
        "at step 6 of epoch 2, learning rate 0.0", "gradient with NaN or infinity is that of '0.",
        "the last good state is \(directory.lastPath)",
      ] {
        #expect(text.contains(part), "\(text)")
      }
      #expect(run.trainer.progress.step == 5)
      #expect(run.weights.allSatisfy { $0.allSatisfy(\.isFinite) })
      #expect(try directory.last()?.progress.step == 4)
    }
  }

  @Test(
    "T1: of a step that leaves a weight that is no number the step and its epoch are told",
    arguments: [1, 2])
  func lastStep(stepsPerEpoch: Int) async throws {
    try await withFolder { folder in
      let directory = try RunDirectory.create(model: "tiny", at: "\(folder)/run")
      try directory.write(configuration: ["a": 1])
      let model = Sequential { Linear(5, 3) }
      // The loss before the second step is a number; the weights are looked at when they are saved.
      let trainer = Trainer(
        model, SGD(model, learningRate: 1e-3), schedule: Lambda { $0 == 1 ? 1e300 : 1 },
        settings: TrainingSettings(epochCount: 3),
        batches: BatchSource<FeatureBatch>(batchCount: stepsPerEpoch) { _, _ in
          FeatureBatch(features: .full([2, 5], 1), labels: IntTensor([0, 1]))
        }, directory: directory, loss: { model, batch, _ in model(batch.features).sum() })
      let error = await #expect(throws: TrainingError.self) { try await trainer.run() }
      let text = error.map { "\($0)" } ?? ""
      let place = "at step 2 of epoch \(2 / stepsPerEpoch), "
      #expect(text.contains("'0.weight' is no number any more \(place)"), "\(text)")
    }
  }

  @Test(
    "T10: neither the best nor the newest checkpoint goes, whatever the scores",
    arguments: 0..<Torture.count(20, long: 500))
  func rotation(trial: Int) async throws {
    var random = Random(seed: 10, trial)
    let special: [Double] = [.nan, .infinity, -.infinity, -.nan, 0, -0.0]
    let epochCount = 3 + random.next(below: 8)
    let scores = (0..<epochCount).map { _ -> Double in
      // Often no number, and often equal to another one.
      let score = Double(random.next(below: 5)) - 2
      return random.next(below: 3) == 0 ? special[random.next(below: special.count)] : score
    }
    let keptCount = random.next(below: 4)
    try await withFolder { folder in
      let directory = try RunDirectory.create(model: "tiny", at: "\(folder)/run")
      try directory.write(configuration: ["a": 1])
      let watcher = RotationWatcher(directory, scores, keptCount: keptCount)
      let run = TinyRun(
        directory, epochCount: epochCount, stepsPerEpoch: 1, keptCount: keptCount,
        watcher: watcher)
      let progress = try await run.trainer.run()
      #expect(progress.epoch == epochCount)
      #expect(watcher.epochs == Array(1...epochCount), "\(scores)")
    }
  }

  @Test("T10: kept epochs go by number, and what a user called otherwise stays")
  func rotationByNumber() async throws {
    try await withFolder { folder in
      let directory = try RunDirectory.create(model: "tiny", at: "\(folder)/run")
      let own = ["old", "7", "", "-0001", "00000"].map { "epoch-\($0).safetensors" }
      for name in own + ["epoch-00007.safetensors"] {
        try Data().write(to: URL(filePath: directory.file(name)))
      }
      let run = TinyRun()
      for epoch in 99_998...100_001 {
        var progress = TrainingProgress(seed: 1)
        progress.epoch = epoch
        _ = try directory.saveLast(run.model, run.trainer.optimizer.state, progress, keeping: 2)
      }
      let names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
        .filter { $0.hasPrefix("epoch-") }
      #expect(
        Set(names) == Set(own + ["epoch-100000.safetensors", "epoch-100001.safetensors"]))
    }
  }

  @Test("T2: where an epoch cannot be kept, the state is saved, and who goes on keeps the epoch")
  func keptByResume() async throws {
    try await withFolder { folder in
      let directory = try RunDirectory.create(model: "tiny", at: "\(folder)/run")
      try directory.write(configuration: ["a": 1])
      let run = TinyRun(directory, keptCount: 2)
      var progress = TrainingProgress(seed: 11)
      progress.epoch = 1
      progress.step = 4
      let taken = directory.file("epoch-00001.safetensors")
      try FileManager.default.createDirectory(atPath: taken, withIntermediateDirectories: false)
      let error = #expect(throws: TrainingError.self) {
        _ = try directory.saveLast(run.model, run.trainer.optimizer.state, progress, keeping: 2)
      }
      #expect(error?.exitCode == 73)
      #expect(try directory.last()?.progress == progress)
      try FileManager.default.removeItem(atPath: taken)
      try run.trainer.resume()
      #expect(run.trainer.progress == progress)
      #expect(try Checkpoint.load(taken).metadata["step"] == "4")
    }
  }

  @Test("training ends when the score does not get better for the epochs of patience")
  func patience() async throws {
    let run = TinyRun(learningRate: 1e-12, patience: 1)
    let progress = try await run.trainer.run()
    #expect(progress.isFinished && progress.epoch == 2 && progress.bestEpoch == 1)
  }
}

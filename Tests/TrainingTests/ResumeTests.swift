import Checkpoints
import Foundation
import Layers
import Optimizers
import Tensors
import Testing
import Training

@Suite struct ResumeTests {
  @Test("T5: a run that stops after any step goes on bit for bit")
  func everyStep() async throws {
    let whole = TinyRun()
    let wholeProgress = try await whole.trainer.run()
    #expect(wholeProgress.step == 12 && wholeProgress.isFinished)
    for step in 1..<12 {
      try await withFolder { folder in
        do {
          let directory = try RunDirectory.create(model: "tiny", at: "\(folder)/run")
          try directory.write(configuration: ["step": step])
          let first = TinyRun(directory, stopAfter: step)
          await #expect(throws: TrainingInterrupted.self) { try await first.trainer.run() }
          #expect(first.trainer.progress.step == step)
        }
        let second = TinyRun(try RunDirectory.open("\(folder)/run"))
        try second.trainer.resume()
        #expect(second.trainer.progress.step == step)
        let progress = try await second.trainer.run()
        #expect(second.weights == whole.weights, "stopped after step \(step)")
        #expect(progress == wholeProgress)
      }
    }
  }

  @Test("T5: the log of a resumed run has each step and epoch once")
  func log() async throws {
    try await withFolder { folder in
      let path = "\(folder)/run"
      for stop in [3, 8, nil] {
        let directory =
          stop == 3
          ? try RunDirectory.create(model: "tiny", at: path) : try RunDirectory.open(path)
        try directory.write(configuration: ["a": 1])
        let run = TinyRun(directory, stopAfter: stop)
        try run.trainer.resume()
        _ = try? await run.trainer.run()
      }
      let lines = try String(contentsOfFile: "\(path)/log.jsonl", encoding: .utf8)
        .split(separator: "\n")
      let records = lines.filter { $0.contains("\"training\"") }
      #expect(records.count == 4)
      #expect(lines.count - records.count == 12)
    }
  }

  @Test(
    "T2: a run whose log has no room is saved with the step, and its log lacks no line in the end",
    arguments: [0, 1, 3, 4, 8, 11])
  func fullLog(step: Int) async throws {
    let whole = TinyRun()
    try await whole.trainer.run()
    try await withFolder { folder in
      let directory = try RunDirectory.create(model: "tiny", at: "\(folder)/run")
      try directory.write(configuration: ["a": 1])
      if step > 0 {
        let first = TinyRun(directory, stopAfter: step)
        await #expect(throws: TrainingInterrupted.self) { try await first.trainer.run() }
      }
      let second = TinyRun(directory)
      try second.trainer.resume()
      let (log, aside) = (directory.file("log.jsonl"), directory.file("log.aside"))
      rename(log, aside)
      symlink("/dev/full", log)
      let error = await #expect(throws: TrainingError.self) { try await second.trainer.run() }
      #expect(error?.exitCode == 74)
      unlink(log)
      rename(aside, log)
      // Of a complete epoch, and before the first one, the figures are logged first.
      let saved = step % 4 == 0 ? step : step + 1
      #expect(try directory.last()?.progress.step == saved)
      let third = TinyRun(directory)
      try third.trainer.resume()
      #expect(try await third.trainer.run() == whole.trainer.progress)
      #expect(third.weights == whole.weights)
      let steps = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
        .compactMap { $0.firstMatch(of: /"samples".*"step":([0-9]+)/).flatMap { Int($0.1) } }
      #expect(steps == Array(1...12))
    }
  }

  @Test("T3: a run that is killed before its first checkpoint begins its log anew")
  func logWithoutCheckpoint() async throws {
    try await withFolder { folder in
      let path = "\(folder)/run"
      do {
        let directory = try RunDirectory.create(model: "tiny", at: path)
        try directory.write(configuration: ["a": 1])
        _ = try? await TinyRun(directory, stopAfter: 3).trainer.run()
      }
      for name in ["last.state", "last.safetensors"] {
        try FileManager.default.removeItem(atPath: "\(path)/\(name)")
      }
      let run = TinyRun(try RunDirectory.open(path))
      try run.trainer.resume()
      try await run.trainer.run()
      let lines = try String(contentsOfFile: "\(path)/log.jsonl", encoding: .utf8)
        .split(separator: "\n")
      #expect(lines.count == 4 + 12)
    }
  }

  @Test("T5: a run that came to its end goes on if it is given more epochs, as if it had had them")
  func moreEpochs() async throws {
    let whole = TinyRun()
    try await whole.trainer.run()
    try await withFolder { folder in
      let path = "\(folder)/run"
      do {
        let directory = try RunDirectory.create(model: "tiny", at: path)
        try directory.write(configuration: ["a": 1])
        let first = TinyRun(directory, epochCount: 2)
        #expect(try await first.trainer.run().isFinished)
      }
      let second = TinyRun(try RunDirectory.open(path))
      try second.trainer.resume()
      #expect(try await second.trainer.run().step == 12)
      #expect(second.weights == whole.weights)
    }
  }

  @Test("a run is not resumed to end before where it is", arguments: [7, 8])
  func fewerEpochs(stop: Int) async throws {
    try await withFolder { folder in
      let directory = try RunDirectory.create(model: "tiny", at: "\(folder)/run")
      try directory.write(configuration: ["a": 1])
      let first = TinyRun(directory, stopAfter: stop)
      await #expect(throws: TrainingInterrupted.self) { try await first.trainer.run() }
      let state = try Data(contentsOf: URL(filePath: directory.file("last.state")))
      let second = TinyRun(directory, epochCount: 1)
      let error = #expect(throws: TrainingError.self) { try second.trainer.resume() }
      #expect(
        error?.description
          == """
          \(directory.path) cannot end after epoch 1: it is at step \(stop - 4) of epoch 2 — give \
          --epochs 2 or more
          """)
      #expect(error?.exitCode == 64)
      #expect(second.trainer.progress.step == 0)
      #expect(try Data(contentsOf: URL(filePath: directory.file("last.state"))) == state)
    }
  }

  @Test(
    "a run that goes on with no more steps of an epoch than it has made ends that epoch",
    arguments: [2, 3])
  func fewerSteps(stepsPerEpoch: Int) async throws {
    try await withFolder { folder in
      let directory = try RunDirectory.create(model: "tiny", at: "\(folder)/run")
      try directory.write(configuration: ["a": 1])
      // Three of four steps of the second epoch.
      let first = TinyRun(directory, stopAfter: 7)
      await #expect(throws: TrainingInterrupted.self) { try await first.trainer.run() }
      let second = TinyRun(directory, stepsPerEpoch: stepsPerEpoch)
      try second.trainer.resume()
      let progress = try await second.trainer.run()
      #expect(progress.isFinished && progress.step == 7 + stepsPerEpoch)
      #expect(progress.history.map(\.epoch) == [0, 1, 2, 3])
    }
  }

  @Test("the kept checkpoint of an epoch stays as the epoch left it when the next is interrupted")
  func keptEpochs() async throws {
    try await withFolder { folder in
      for (stop, kept) in [(2, []), (6, ["4"]), (9, ["4", "8"])] as [(Int, [String?])] {
        let directory = try RunDirectory.create(model: "tiny", at: "\(folder)/run\(stop)")
        try directory.write(configuration: ["a": 1])
        _ = try? await TinyRun(directory, stopAfter: stop, keptCount: 5).trainer.run()
        let names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
          .filter { $0.hasPrefix("epoch-") }.sorted()
        let steps = try names.map { try Checkpoint.load(directory.file($0)).metadata["step"] }
        #expect(steps == kept, "stopped after step \(stop)")
      }
    }
  }

  @Test("T3: killed between any two writes of a checkpoint, a run finds a state whose parts agree")
  func killedWhileSaving() async throws {
    let whole = TinyRun()
    try await whole.trainer.run()
    for completed in 0...3 {
      try await withFolder { folder in
        let path = "\(folder)/run"
        var directory: RunDirectory? = try RunDirectory.create(model: "tiny", at: path)
        try directory?.write(configuration: ["a": 1])
        // Saved after step 5; the save after step 6 is killed after `completed` of its writes.
        let first = TinyRun(directory, stopAfter: 5)
        await #expect(throws: TrainingInterrupted.self) { try await first.trainer.run() }
        let later = TinyRun(stopAfter: 6)
        await #expect(throws: TrainingInterrupted.self) { try await later.trainer.run() }
        let progress = later.trainer.progress
        if completed > 0 { try directory?.writeNext(later.model, progress) }
        if completed > 1 {
          try directory?.writeState(later.trainer.optimizer.state, progress)
        }
        if completed > 2 { try directory?.promoteNext() }
        directory = nil
        _ = consume first

        let resumed = TinyRun(try RunDirectory.open(path))
        try resumed.trainer.resume()
        #expect(resumed.trainer.progress.step == (completed > 1 ? 6 : 5))
        try await resumed.trainer.run()
        #expect(resumed.weights == whole.weights, "\(completed) writes")
        #expect(!FileManager.default.fileExists(atPath: "\(path)/last.next.safetensors"))
      }
    }
  }

  @Test("micro-batches give the gradients of the whole batch")
  func accumulation() async throws {
    let model = Sequential { Linear(5, 3) }
    let start = model.state.map { $0.entry.value }
    var results: [[Float]] = []
    for size in [nil, 1, 3] {
      for (entry, value) in zip(model.state, start) { entry.entry.assign(value) }
      let batches = BatchSource(batchCount: 1) { _, _ in
        FeatureBatch(features: TinyRun.samples, labels: IntTensor(TinyRun.labels))
      }
      let trainer = Trainer(
        model, SGD(model, learningRate: 0.1),
        settings: TrainingSettings(epochCount: 1, microBatchSize: size), batches: batches,
        stopSignal: { nil },
        loss: { model, batch, _ in
          (model(batch.features) - 1).square().mean()
        })
      try await trainer.run()
      results.append(model.state.flatMap { $0.entry.value.scalars })
    }
    for result in results.dropFirst() {
      #expect(zip(result, results[0]).allSatisfy { abs($0 - $1) < 1e-6 })
    }
  }
}

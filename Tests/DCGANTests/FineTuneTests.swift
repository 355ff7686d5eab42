import Checkpoints
import DCGAN
import Datasets
import Foundation
import Layers
import Optimizers
import Support
import Tensors
import Testing
import Training

@Suite struct FineTuneTests {
  /// Five pictures, two steps of two and one of one in an epoch.
  private let pictures = GreyImages(
    name: "pictures", side: 64,
    pixels: filledIntegers("pixels", shape: [5 * 64 * 64], modulo: 256).scalars.map { UInt8($0) },
    labels: [7, 8, 7, 8, 7])

  private func options(epochCount: Int = 2) -> AdversarialOptions {
    var options = AdversarialOptions(epochCount: epochCount)
    options.batchSize = 2
    options.sampleCount = 3
    options.secondsBetweenCheckpoints = 0
    options.keptCount = 2
    return options
  }

  private func networks(seed: UInt64) -> AdversarialNetworks<Generator, Discriminator> {
    withSeed(seed) {
      AdversarialNetworks(Generator(latentSize: 3, width: 0.03125), Discriminator(width: 0.03125))
    }
  }

  private func elements(of module: some Module) -> [[Float]] {
    module.state.map(\.entry.value.scalars)
  }

  /// The log without the times.
  private func log(_ run: String) throws -> [String] {
    try String(contentsOfFile: "\(run)/log.jsonl", encoding: .utf8).split(separator: "\n").map {
      String($0).replacing(/"milliseconds":[0-9.]+,/, with: "")
    }
  }

  @Test(
    "T5: a training that was stopped and goes on equals the uninterrupted one bit for bit",
    arguments: Torture.steps([1, 2, 3, 5], of: 1...5), [nil, 0.5])
  func resume(stop: Int, averageDecay: Double?) throws {
    var options = self.options()
    options.averageDecay = averageDecay
    try withTemporaryFolder { folder in
      let whole = try RunDirectory.create(model: "dcgan", at: "\(folder)/whole")
      try whole.write(configuration: options)
      let expected = networks(seed: 1)
      var training = try FineTune(expected, pictures, options: options)
      training.directory = whole
      training.stopSignal = { nil }
      let progress = try training.run()
      #expect(progress.isFinished && progress.step == 6 && progress.history.count == 2)

      var directory: RunDirectory? = try RunDirectory.create(model: "dcgan", at: "\(folder)/parts")
      try directory?.write(configuration: options)
      var stopped = try FineTune(networks(seed: 1), pictures, options: options)
      stopped.directory = directory
      var step = 0
      stopped.stopSignal = {
        step += 1
        return step == stop ? 2 : nil
      }
      #expect(throws: TrainingInterrupted.self) { _ = try stopped.run() }
      stopped.directory = nil
      directory = nil
      directory = try RunDirectory.open("\(folder)/parts")
      let resumed = networks(seed: 99)
      var rest = try FineTune(resumed, pictures, options: options)
      rest.directory = directory
      rest.stopSignal = { nil }
      let end = try rest.run(resuming: true)
      #expect(end == progress)
      #expect(elements(of: resumed) == elements(of: expected))
      let files = [
        "last.state", "last.safetensors", "generator.safetensors", "discriminator.safetensors",
        "samples.png", "samples/epoch-00001.png", "samples/epoch-00002.png",
        "epoch-00001/generator.safetensors", "epoch-00002/discriminator.safetensors",
      ]
      for name in files {
        let (a, b) = (
          try Data(contentsOf: URL(filePath: "\(folder)/whole/\(name)")),
          try Data(contentsOf: URL(filePath: "\(folder)/parts/\(name)"))
        )
        #expect(a == b, "\(name)")
      }
      #expect(try log("\(folder)/whole") == log("\(folder)/parts"))
    }
  }

  @Test("the files of a run hold the networks, under the published names")
  func files() throws {
    try withTemporaryFolder { folder in
      let directory = try RunDirectory.create(model: "dcgan", at: "\(folder)/run")
      let trained = networks(seed: 1)
      var training = try FineTune(
        trained, pictures, dataName: "digits", options: options(epochCount: 1))
      training.directory = directory
      training.stopSignal = { nil }
      let progress = try training.run()
      #expect(Set(progress.history[0].training.keys) == ["discriminator", "generator"])
      let file = try Checkpoint.load("\(folder)/run/generator.safetensors")
      #expect(file["layer1.0.weight"] != nil && file.metadata["data"] == "digits")
      let generator = try Generator(file)
      #expect(generator.configuration == trained.generator.configuration)
      #expect(elements(of: generator) == elements(of: trained.generator))
      let discriminator = try Discriminator(
        Checkpoint.load("\(folder)/run/discriminator.safetensors"))
      #expect(elements(of: discriminator) == elements(of: trained.discriminator))
      #expect(throws: CheckpointError.self) {
        try Discriminator(Checkpoint.load("\(folder)/run/generator.safetensors"))
      }
      #expect(FileManager.default.fileExists(atPath: directory.curvesPath))
    }
  }

  @Test("the average of the generator over the steps is saved, and what training leaves")
  func average() throws {
    try withTemporaryFolder { folder in
      let directory = try RunDirectory.create(model: "dcgan", at: "\(folder)/run")
      let trained = networks(seed: 1)
      let averaged = trained.generator.state.filter { !$0.path.hasSuffix("num_batches_tracked") }
      var options = self.options()
      options.averageDecay = 0.25
      var training = try FineTune(trained, pictures, options: options)
      training.directory = directory
      var newest: [[Float]] = []
      var expected: [[Float]] = []
      var step = 0.0
      training.stopSignal = {
        step += 1
        newest = averaged.map(\.entry.value.scalars)
        let decay = Float(min(0.25, (1 + step) / (10 + step)))
        expected =
          expected.isEmpty
          ? newest
          : zip(expected, newest).map { zip($0, $1).map { $0 * decay + $1 * (1 - decay) } }
        return nil
      }
      _ = try training.run()
      #expect(step == 6)
      let file = try Generator(Checkpoint.load("\(folder)/run/generator.safetensors"))
      #expect(elements(of: file) == elements(of: trained.generator))
      let last = try Checkpoint.load("\(folder)/run/last.safetensors")
      var differentCount = 0
      for (index, (path, entry)) in averaged.enumerated() {
        let (average, raw) = (expected[index], newest[index])
        #expect(zip(entry.value.scalars, average).allSatisfy { abs($0 - $1) < 1e-5 }, "\(path)")
        if !zip(average, raw).allSatisfy({ abs($0 - $1) < 1e-5 }) { differentCount += 1 }
        #expect(last["generator.\(path)"] != nil)
      }
      // Some hardly change, such as offsets before a normalization.
      #expect(differentCount > averaged.count / 2)
      var next = try FineTune(networks(seed: 9), pictures, options: options)
      next.directory = directory
      next.stopSignal = { nil }
      _ = try next.run(resuming: true)
      #expect(elements(of: next.networks.generator) == elements(of: trained.generator))
    }
  }

  @Test("T1: a network that is no number any more ends the training; the last good state remains")
  func divergence() throws {
    try withTemporaryFolder { folder in
      let directory = try RunDirectory.create(model: "dcgan", at: "\(folder)/run")
      let broken = networks(seed: 1)
      var training = try FineTune(broken, pictures, options: options())
      training.directory = directory
      training.stopSignal = { nil }
      _ = try training.run()
      let good = try Data(contentsOf: URL(filePath: directory.lastPath))
      var longer = try FineTune(broken, pictures, options: options(epochCount: 4))
      longer.directory = directory
      var step = 0
      longer.stopSignal = {
        step += 1
        if step == 2 {
          let bias = broken.generator.last.state[1].entry
          bias.assign(.full(bias.shape, .nan))
        }
        return nil
      }
      #expect {
        _ = try longer.run(resuming: true)
      } throws: { error in
        guard case TrainingError.diverged(let message) = error else { return false }
        return message.contains("loss of the") && message.contains(directory.lastPath)
      }
      #expect(try Data(contentsOf: URL(filePath: directory.lastPath)) == good)
    }
  }

  @Test("the discriminator learns to tell one batch from generated pictures")
  func learning() {
    let pair = networks(seed: 4)
    var optimizers = pair.optimizers(learningRate: 1e-9, discriminatorRate: 2e-3)
    let real = Tensor.full([4, 64, 64, 1], 0.8)
    var losses: [Double] = []
    withSeed(1) {
      for _ in 0..<24 {
        let latents = (0..<2).map { _ in Tensor.randomNormal([4, 3]) }
        let step = FineTune.step(pair, real, latents[0], latents[1]) { network, gradients in
          optimizers[network]?.step(gradients)
        }
        losses.append(step["discriminator"] ?? .nan)
      }
    }
    #expect(abs(losses[0] - 2 * 0.6931) < 0.1)
    #expect(losses[23] < 0.3, "\(losses)")
  }

  @Test("settings and data that make no sense are refused")
  func refusals() {
    var wrong = [options(), options(), options()]
    wrong[0].batchSize = 0
    wrong[1].averageDecay = 1
    wrong[2].averageDecay = .nan
    for options in wrong {
      #expect(throws: TrainingError.self) {
        try FineTune(networks(seed: 1), pictures, options: options)
      }
    }
    #expect(throws: TrainingError.self) {
      try FineTune(networks(seed: 1), pictures.resized(to: 32), options: options())
    }
  }
}

/// Runs `body` with an empty folder that is deleted afterwards.
private func withTemporaryFolder(_ body: (String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: "dcgan-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder.path)
}

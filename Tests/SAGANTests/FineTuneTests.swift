import Datasets
import Foundation
import Layers
import SAGAN
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
    "T5: a training that was stopped and goes on equals the uninterrupted one, singular vectors too",
    arguments: Torture.steps([2, 3], of: 1...5))
  func resume(stop: Int) throws {
    try withTemporaryFolder { folder in
      let whole = try RunDirectory.create(model: "sagan", at: "\(folder)/whole")
      try whole.write(configuration: options())
      let expected = networks(seed: 1)
      var training = try FineTune(expected, pictures, options: options())
      training.directory = whole
      training.stopSignal = { nil }
      let progress = try training.run()
      #expect(progress.isFinished && progress.step == 6 && progress.history.count == 2)

      var directory: RunDirectory? = try RunDirectory.create(model: "sagan", at: "\(folder)/parts")
      try directory?.write(configuration: options())
      var stopped = try FineTune(networks(seed: 1), pictures, options: options())
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
      var rest = try FineTune(resumed, pictures, options: options())
      rest.directory = directory
      rest.stopSignal = { nil }
      let end = try rest.run(resuming: true)
      #expect(end == progress)
      #expect(elements(of: resumed) == elements(of: expected))
      #expect(expected.state.count { $0.path.hasSuffix("weight_u") } == 8)
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
}

/// Runs `body` with an empty folder that is deleted afterwards.
private func withTemporaryFolder(_ body: (String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: "sagan-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder.path)
}

import AnoGAN
import Checkpoints
import DCGAN
import Foundation
import Layers
import Support
import Tensors
import Testing

@Suite("Efficient GAN's files")
struct FilesTests {
  private let folder = FileManager.default.temporaryDirectory.appending(
    path: "anogan-\(UUID().uuidString)"
  ).path
  private let networks = withSeed(5) {
    EfficientGAN(EfficientGANConfiguration(latentSize: 7, width: 0.03125))
  }

  /// Writes the files of the three networks.
  private func write(_ prefix: String = "", scoring: AnomalyScoring? = nil) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (file, name, module) in networks.networks {
      try Checkpoint.write(
        module, to: "\(folder)/\(prefix)\(file).safetensors",
        metadata: networks.metadata(of: name, scoring: scoring))
    }
  }

  private func remove() { try? FileManager.default.removeItem(atPath: folder) }

  @Test(
    "a folder, any of the files, or one beside them leads to all three",
    arguments: ["", "/generator.safetensors", "/encoder.safetensors", "/last.safetensors"])
  func paths(suffix: String) throws {
    defer { remove() }
    try write()
    try Data().write(to: URL(filePath: "\(folder)/last.safetensors"))
    let loaded = try EfficientGAN(contentsOf: folder + suffix)
    #expect(loaded.configuration == networks.configuration)
    #expect(
      loaded.state.map(\.entry.value.scalars) == networks.state.map(\.entry.value.scalars))
  }

  @Test("files with a name of their own are found by it")
  func prefix() throws {
    defer { remove() }
    try write("digits-")
    let loaded = try EfficientGAN(contentsOf: "\(folder)/digits-discriminator.safetensors")
    #expect(loaded.parameterCount == networks.parameterCount)
    #expect(throws: CheckpointError.self) { _ = try EfficientGAN(contentsOf: folder) }
  }

  @Test("the threshold comes with the weights")
  func scoring() throws {
    defer { remove() }
    let threshold = AnomalyThreshold(scores: [1, 2, 3], data: "digits")
    try write(scoring: AnomalyScoring(threshold: threshold, lambda: 0.2))
    let scorer = try EfficientGANScorer.load(folder)
    #expect(scorer.scoring.threshold == threshold)
    #expect(scorer.scoring.lambda == 0.2)
    let anomaly = scorer.examine(filled("x", shape: [1, 28, 28, 1]))[0]
    #expect(anomaly.score.lambda == 0.2)
    #expect(scorer.isAnomalous(anomaly) == (anomaly.score.value > threshold.score))
  }

  @Test("a missing file and one of another network are named")
  func wrong() throws {
    defer { remove() }
    try write()
    let path = "\(folder)/encoder.safetensors"
    try FileManager.default.removeItem(atPath: path)
    #expect(throws: CheckpointError.self) { _ = try EfficientGAN(contentsOf: folder) }
    do {
      _ = try EfficientGAN(contentsOf: folder)
    } catch {
      #expect(error.exitCode == 66 && error.description.contains("encoder.safetensors"))
    }
    try FileManager.default.copyItem(atPath: "\(folder)/generator.safetensors", toPath: path)
    do {
      _ = try EfficientGAN(contentsOf: folder)
      Issue.record("a generator was taken for an encoder")
    } catch {
      #expect(error.exitCode == 65 && error.description.contains("efficientgan.generator"))
    }
  }
}

@Suite("AnoGAN's files")
struct AnoGANFilesTests {
  @Test("generator and discriminator are loaded with the settings of the search")
  func roundTrip() throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "anogan-\(UUID().uuidString)"
    ).path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let generator = Generator(latentSize: 4, width: 0.03125)
    let discriminator = Discriminator(width: 0.03125)
    var notes = try generator.metadata()
    let scoring = AnomalyScoring(
      threshold: AnomalyThreshold(scores: [1, 2], data: "digits"), normalClasses: ["7"],
      search: LatentSearchOptions(stepCount: 3))
    try notes.set(scoring, for: .scoring)
    try Checkpoint.write(generator, to: "\(folder)/generator.safetensors", metadata: notes)
    #expect(throws: CheckpointError.self) { _ = try AnoGANScorer.load(folder) }
    try Checkpoint.write(
      discriminator, to: "\(folder)/discriminator.safetensors", metadata: discriminator.metadata())
    let scorer = try AnoGANScorer.load("\(folder)/generator.safetensors")
    #expect(scorer.scoring == scoring && scorer.options.stepCount == 3)
    let x = filled("x", shape: [2, 64, 64, 1])
    let expected = AnoGANScorer(generator, discriminator, scoring: scoring).examine(x)
    for (ours, value) in zip(scorer.examine(x), expected) {
      #expect(abs(ours.score.value - value.score.value) < 1e-4 * value.score.value)
    }
  }
}

import AnoGAN
import Checkpoints
import Datasets
import Files
import Foundation
import Layers
import Support
import Tensors
import Testing
import Training

@Suite("Training Efficient GAN")
struct FineTuneTests {
  private let folder = FileManager.default.temporaryDirectory.appending(
    path: "anogan-\(UUID().uuidString)"
  ).path
  /// Drawn sevens and eights, 24 of each digit's.
  private static let digits = Drawn.digits(count: 120, seed: 3).filtered(labels: [7, 8])

  private func networks(width: Double = 0.03125) -> EfficientGAN {
    withSeed(4) { EfficientGAN(EfficientGANConfiguration(latentSize: 5, width: width)) }
  }

  private func options() -> EfficientGANFineTuneOptions {
    var options = EfficientGANFineTuneOptions()
    options.training.epochCount = 3
    options.training.batchSize = 8
    options.training.keptCount = 2
    options.validationShare = 0.25
    options.training.secondsBetweenCheckpoints = 0
    return options
  }

  private func recipe(
    _ networks: EfficientGAN, _ options: EfficientGANFineTuneOptions
  ) throws -> EfficientGANFineTune {
    var recipe = try EfficientGANFineTune(networks, Self.digits, name: "digits", options: options)
    recipe.stopSignal = { nil }
    return recipe
  }

  private func state(_ networks: EfficientGAN) -> [String: [Float]] {
    Dictionary(uniqueKeysWithValues: networks.state.map { ($0.path, $0.entry.value.scalars) })
  }

  @Test(
    "T5: a run that was stopped after any step goes on bit for bit",
    arguments: Torture.steps([1, 3, 4], of: 1...8))
  func resume(stop: Int) async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let options = options()
    let whole = networks()
    let (progress, scorer) = try recipe(whole, options).run()
    // 24 pictures, of which 18 are trained on: batches of 8, 8 and 2.
    #expect(progress.step == 9 && progress.isFinished)
    do {
      let directory = try RunDirectory.create(model: "efficientgan", at: folder)
      try directory.write(configuration: options)
      var first = try recipe(networks(), options)
      let counter = Counter()
      first.directory = directory
      first.observers = [counter]
      first.stopSignal = { counter.count >= stop ? 15 : nil }
      #expect(throws: TrainingInterrupted.self) { _ = try first.run() }
    }
    let directory = try RunDirectory.open(folder)
    var second = try recipe(networks(), options)
    second.directory = directory
    let (resumed, again) = try second.run(resuming: true)
    #expect(resumed == progress)
    #expect(state(second.networks) == state(whole))
    #expect(again.scoring == scorer.scoring)
    let lines = try String(contentsOfFile: directory.file("log.jsonl"), encoding: .utf8)
    #expect(lines.split(separator: "\n").count == 9 + 3)
  }

  @Test("a run leaves a file for each network, kept epochs, samples, curves and a threshold")
  func files() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let directory = try RunDirectory.create(model: "efficientgan", at: folder)
    try directory.write(configuration: options())
    var recipe = try recipe(networks(), options())
    recipe.directory = directory
    let scorer = try recipe.run().scorer
    for name in ["samples.png", "curves.png", "last.safetensors", "last.state"] {
      #expect(isRegularFile(directory.file(name)), "\(name)")
    }
    let loaded = try EfficientGANScorer.load(folder)
    #expect(loaded.scoring == scorer.scoring)
    #expect(loaded.scoring.threshold?.count == 6)
    #expect(loaded.scoring.normalClasses == ["7", "8"])
    let x = Self.digits.tensor(at: 0..<4)
    // Loaded networks are prepared: equal to rounding.
    for (ours, trained) in zip(loaded.examine(x), scorer.examine(x)) {
      #expect(abs(ours.score.value - trained.score.value) < 1e-5 * trained.score.value)
    }
    // Of three epochs the last two are kept, the last one equal to the end.
    #expect(!isFolder(directory.file("epoch-00001")))
    let last = try EfficientGAN(contentsOf: directory.file("epoch-00003"))
    #expect(state(last) == state(recipe.networks))
    #expect(state(try EfficientGAN(contentsOf: directory.file("epoch-00002"))) != state(last))
    // They know what is normal, too.
    let kept = try EfficientGANScorer.load(directory.file("epoch-00002")).scoring
    #expect(kept.normalClasses == ["7", "8"] && kept.threshold == nil)
  }

  @Test("more epochs continue a finished run as if they had been asked for at once")
  func extend() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var options = options()
    let whole = networks()
    _ = try recipe(whole, options).run()
    let directory = try RunDirectory.create(model: "efficientgan", at: folder)
    try directory.write(configuration: options)
    options.training.epochCount = 2
    var short = try recipe(networks(), options)
    short.directory = directory
    _ = try short.run()
    options.training.epochCount = 3
    var longer = try recipe(networks(), options)
    longer.directory = directory
    #expect(try longer.run(resuming: true).progress.step == 9)
    #expect(state(longer.networks) == state(whole))
  }

  @Test("training brings reconstructions nearer to the pictures")
  func learns() throws {
    var options = options()
    options.training.epochCount = 25
    options.training.learningRate = 2e-3
    options.training.discriminatorRate = 5e-4
    let networks = networks(width: 0.125)
    func residual() -> Double {
      let found = EfficientGANScorer(networks).examine(Self.digits.tensor)
      return found.reduce(0) { $0 + $1.score.residual } / Double(found.count)
    }
    let before = residual()
    _ = try recipe(networks, options).run()
    #expect(residual() < 0.8 * before, "\(before) → \(residual())")
  }

  @Test("a loss that is no number is answered with the step and a cure")
  func diverges() throws {
    let networks = networks()
    networks.generator.last.parameters.last?.parameter.assign(.full([1], .nan))
    do {
      _ = try recipe(networks, options()).run()
      Issue.record("no divergence")
    } catch let error as TrainingError {
      #expect(error.exitCode == 65 && error.description.contains("--learning-rate"), "\(error)")
    }
  }

  @Test("a last batch of one picture, which batch normalization cannot train on, is left out")
  func lastPicture() throws {
    var options = options()
    options.training.epochCount = 1
    // Of 18 pictures.
    options.training.batchSize = 17
    #expect(try recipe(networks(), options).run().progress.step == 1)
  }

  @Test("settings that make no sense and too few pictures are refused before any work")
  func refused() {
    var options = options()
    options.training.batchSize = 1
    #expect(throws: TrainingError.self) { _ = try recipe(networks(), options) }
    #expect(throws: TrainingError.self) {
      _ = try EfficientGANFineTune(
        networks(), Self.digits.subset([0]), name: "one", options: EfficientGANFineTuneOptions())
    }
  }

  @Test("scales of batch normalization begin around 1, or around 0 where that is wanted")
  func initialization() throws {
    for scale: Float in [0, 1] {
      let networks = withSeed(1) { EfficientGAN(normScale: scale) }
      let weights = try #require(
        networks.state.first { $0.path == "generator.layer2.1.weight" }
      ).entry.value.scalars
      let mean = weights.reduce(0, +) / Float(weights.count)
      let variance =
        weights.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(weights.count)
      #expect(abs(mean - scale) < 2e-3)
      #expect(abs(variance.squareRoot() - 0.02) < 1e-3)
    }
    let networks = withSeed(1) { EfficientGAN() }
    for (path, entry) in networks.state where path.hasSuffix("bias") {
      #expect(entry.value.scalars.allSatisfy { $0 == 0 }, "\(path)")
    }
  }
}

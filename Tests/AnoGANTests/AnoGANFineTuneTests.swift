import AnoGAN
import DCGAN
import Datasets
import Files
import Foundation
import Tensors
import Testing
import Training

@Suite("Training AnoGAN")
struct AnoGANFineTuneTests {
  private static let digits = Drawn.digits(count: 60, seed: 5).filtered(labels: [7, 8])

  private func networks() -> AdversarialNetworks<Generator, Discriminator> {
    withSeed(2) {
      AdversarialNetworks(Generator(latentSize: 4, width: 0.03125), Discriminator(width: 0.03125))
    }
  }

  private func recipe() throws -> AnoGANFineTune {
    var options = AnoGANFineTuneOptions()
    options.training.epochCount = 2
    options.training.batchSize = 4
    options.training.sampleCount = 4
    options.search.stepCount = 3
    options.validationShare = 0.34
    var recipe = try AnoGANFineTune(networks(), Self.digits, name: "digits", options: options)
    recipe.stopSignal = { nil }
    return recipe
  }

  @Test("the threshold is chosen by the search that the files then name")
  func threshold() throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "anogan-\(UUID().uuidString)"
    ).path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let whole = try recipe().run()
    // 12 pictures, of which 8 are trained on: two batches.
    #expect(whole.progress.step == 4)
    #expect(whole.scorer.scoring.threshold?.count == 4)
    #expect(whole.scorer.scoring.normalClasses == ["7", "8"])
    // Stopped while it searches: the run is complete but for the threshold.
    let directory = try RunDirectory.create(model: "anogan", at: folder)
    try directory.write(configuration: ["model": "anogan"])
    var stopped = try recipe()
    stopped.directory = directory
    var isSearching = false
    stopped.searchProgress = { _, _ in isSearching = true }
    stopped.stopSignal = { isSearching ? 15 : nil }
    #expect(throws: TrainingInterrupted.self) { _ = try stopped.run() }
    #expect(try AnoGANScorer.load(folder).scoring.threshold == nil)
    var resumed = try recipe()
    resumed.directory = directory
    let again = try resumed.run(resuming: true)
    #expect(again.scorer.scoring == whole.scorer.scoring)
    let loaded = try AnoGANScorer.load(folder)
    #expect(loaded.scoring == whole.scorer.scoring && loaded.options.stepCount == 3)
  }

  @Test("too few pictures and a search that makes no sense are refused before any work")
  func refused() {
    #expect(throws: TrainingError.self) {
      _ = try AnoGANFineTune(networks(), Self.digits.subset([]), name: "none")
    }
    var options = AnoGANFineTuneOptions()
    options.search.restartCount = 0
    #expect(throws: TrainingError.self) {
      _ = try AnoGANFineTune(networks(), Self.digits, name: "digits", options: options)
    }
  }
}

import AnoGAN
import DCGAN
import Datasets
import Files
import Foundation
import Layers
import Support
import Tensors
import Testing
import Training

@Suite("Training AnoGAN")
struct AnoGANFineTuneTests {
  private static let digits = Drawn.digits(count: 60, seed: 5).filtered(labels: [7, 8])
  private let folder = FileManager.default.temporaryDirectory.appending(
    path: "anogan-\(UUID().uuidString)"
  ).path

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
    options.training.keptCount = 2
    options.search.stepCount = 3
    options.search.batchSize = 2
    options.validationShare = 0.34
    var recipe = try AnoGANFineTune(networks(), Self.digits, name: "digits", options: options)
    recipe.stopSignal = { nil }
    return recipe
  }

  private func state(
    _ networks: AdversarialNetworks<Generator, Discriminator>
  ) -> [String: [Float]] {
    Dictionary(uniqueKeysWithValues: networks.state.map { ($0.path, $0.entry.value.scalars) })
  }

  @Test(
    "T5: a run that was stopped after any step goes on bit for bit",
    arguments: Torture.steps([1, 3], of: 1...3))
  func resume(stop: Int) throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let whole = try recipe()
    let (progress, scorer) = try whole.run()
    // 12 pictures, of which 8 are trained on: two batches.
    #expect(progress.step == 4 && progress.isFinished)
    do {
      let directory = try RunDirectory.create(model: "anogan", at: folder)
      try directory.write(configuration: ["model": "anogan"])
      var first = try recipe()
      let counter = Counter()
      first.directory = directory
      first.observers = [counter]
      first.stopSignal = { counter.count >= stop ? 15 : nil }
      #expect(throws: TrainingInterrupted.self) { _ = try first.run() }
      #expect(counter.count == stop)
    }
    var second = try recipe()
    second.directory = try RunDirectory.open(folder)
    let (resumed, again) = try second.run(resuming: true)
    #expect(resumed == progress)
    #expect(state(second.networks) == state(whole.networks))
    #expect(again.scoring == scorer.scoring)
  }

  @Test("the threshold is chosen by the search that the files then name")
  func threshold() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let whole = try recipe().run()
    #expect(whole.scorer.scoring.threshold?.count == 4)
    #expect(whole.scorer.scoring.normalClasses == ["7", "8"])
    // Stopped between two batches of its search: the run is complete but for the threshold.
    let directory = try RunDirectory.create(model: "anogan", at: folder)
    try directory.write(configuration: ["model": "anogan"])
    var stopped = try recipe()
    stopped.directory = directory
    var searched = 0
    stopped.searchProgress = { done, _ in searched = done }
    stopped.stopSignal = { searched > 0 ? 15 : nil }
    #expect(throws: TrainingInterrupted.self) { _ = try stopped.run() }
    #expect(searched == 2)
    #expect(try AnoGANScorer.load(folder).scoring.threshold == nil)
    var resumed = try recipe()
    resumed.directory = directory
    let again = try resumed.run(resuming: true)
    #expect(again.scorer.scoring == whole.scorer.scoring)
    let loaded = try AnoGANScorer.load(folder)
    #expect(loaded.scoring == whole.scorer.scoring && loaded.options.stepCount == 3)
    // Kept epochs know what is normal.
    let kept = try AnoGANScorer.load(directory.file("epoch-00001")).scoring
    #expect(kept.threshold == nil && kept.normalClasses == ["7", "8"])
  }

  @Test("a signal after the last batch of the search costs no threshold")
  func lateSignal() throws {
    var recipe = try recipe()
    var isComplete = false
    recipe.searchProgress = { isComplete = $0 == $1 }
    recipe.stopSignal = { isComplete ? 15 : nil }
    #expect(try recipe.run().scorer.scoring.threshold?.count == 4)
  }

  @Test("only the first pictures of each class are trained on, and the others are counted")
  func limit() throws {
    var options = AnoGANFineTuneOptions()
    options.picturesPerClass = 3
    options.validationShare = 0.34
    let recipe = try AnoGANFineTune(networks(), Self.digits, name: "digits", options: options)
    #expect(recipe.training.count == 6 && recipe.leftOutCount == 2)
    options.picturesPerClass = nil
    let all = try AnoGANFineTune(networks(), Self.digits, name: "digits", options: options)
    #expect(all.training.count == 8 && all.leftOutCount == 0)
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

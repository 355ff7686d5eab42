import Datasets
import Foundation
import Layers
import MNIST
import Support
import Tasks
import Tensors
import Testing
import Training

@Suite struct FineTuneTests {
  private static let data = GreyData(
    name: "drawn", training: Drawn.digits(count: 70, seed: 1),
    test: Drawn.digits(count: 20, seed: 2),
    isDrawn: true)

  private func network(_ form: MNISTConfiguration.Form = .connected) -> MNISTNetwork {
    withSeed(4) { MNISTNetwork(MNISTConfiguration(form, layerCount: 2)) }
  }

  private func options(_ mode: FineTuneMode, epochs: Int = 2) -> FineTuneOptions {
    var options = FineTuneOptions(mode)
    options.epochCount = epochs
    options.batchSize = 16
    return options
  }

  private func state(_ network: MNISTNetwork) -> [[Float]] {
    network.state.map(\.entry.value.scalars)
  }

  @Test("a few pictures are learnt by heart", arguments: MNISTConfiguration.Form.allCases)
  func overfits(form: MNISTConfiguration.Form) async throws {
    let few = Self.data.training.limited(to: 20)
    var options = options(.scratch, epochs: 30)
    options.batchSize = 20
    options.augments = false
    let recipe = try FineTune(
      network(form), GreyData(name: "few", training: few, test: few), options: options)
    let (progress, evaluation) = try await recipe.run()
    #expect(progress.step == 30)
    #expect(evaluation?.classification?.accuracy == 1)
    #expect((evaluation?.loss ?? 9) < 0.3)
  }

  @Test(
    "transfer changes the last layer only, and no running statistics",
    arguments: MNISTConfiguration.Form.allCases)
  func transfer(form: MNISTConfiguration.Form) async throws {
    let network = network(form)
    let before = state(network)
    _ = try await FineTune(network, Self.data, options: options(.transfer)).run()
    let after = state(network)
    #expect(after.dropLast(2) == before.dropLast(2))
    #expect(after.suffix(2) != before.suffix(2))
  }

  @Test(
    "T5: an interrupted run goes on bit for bit", arguments: Torture.steps([2, 4, 5], of: 1...7))
  func resume(stop: Int) async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/mnist-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    func recipe(_ directory: RunDirectory?) throws -> FineTune {
      var recipe = try FineTune(
        network(.convolutional), Self.data, options: options(.scratch))
      recipe.directory = directory
      recipe.stopSignal = { nil }
      return recipe
    }
    let whole = try recipe(nil)
    _ = try await whole.run()
    do {
      let directory = try RunDirectory.create(model: "mnist", at: folder)
      try directory.write(configuration: options(.scratch))
      let counter = StepCounter()
      var first = try recipe(directory)
      first.observers = [counter]
      first.stopSignal = { counter.count >= stop ? 15 : nil }
      await #expect(throws: TrainingInterrupted.self) { _ = try await first.run() }
    }
    let directory = try RunDirectory.open(folder)
    let second = try recipe(directory)
    let (progress, _) = try await second.run(resuming: true)
    // The last batch of 6 of 70 is dropped.
    #expect(progress.step == 8)
    #expect(state(second.network) == state(whole.network))
    let classifier = try MNISTClassifier.load(directory.bestPath)
    #expect(classifier.network.configuration == second.network.configuration)
    #expect(classifier.classes.names == GreyImages.digits)
  }

  @Test("options and data that make no sense are refused")
  func refusals() throws {
    var wrong = options(.scratch)
    wrong.learningRate = -1
    #expect(throws: TrainingError.self) {
      try FineTune(network(), Self.data, options: wrong)
    }
    // Batch normalization of one picture alone.
    wrong = options(.scratch)
    (wrong.batchSize, wrong.microBatchSize) = (128, 127)
    _ = try FineTune(network(.convolutional), Self.data, options: wrong)
    wrong.network.form = .connected
    #expect(wrong.problem?.contains("leaves one picture over") == true)
    wrong.network.dropoutRate = 0.5
    #expect(wrong.problem == nil)
    // Of 70 pictures a full batch is 70, whatever is asked for.
    wrong = options(.scratch)
    (wrong.batchSize, wrong.microBatchSize) = (128, 23)
    #expect(throws: TrainingError.self) { try FineTune(network(), Self.data, options: wrong) }
    wrong = options(.scratch)
    wrong.network.layerCount = 1
    #expect(wrong.problem == "1 layers, not 2…20")
    #expect(throws: TrainingError.self) {
      try FineTune(
        MNISTNetwork(MNISTConfiguration(classCount: 3)), Self.data, options: options(.scratch))
    }
    #expect(throws: TrainingError.self) {
      try FineTune(
        network(), Self.data.mapped { $0.limited(to: 1) }, options: options(.scratch))
    }
  }

  @Test("augmented pictures differ from epoch to epoch, and keep most of their ink")
  func augmentation() {
    let data = DigitDataset(Self.data.training, augments: true)
    var random = Random(seed: 1, 0, 3)
    var same = Random(seed: 1, 0, 3)
    var other = Random(seed: 1, 1, 3)
    let plain = Self.data.training.tensor(at: [3])
    let sample = data.sample(at: 3, random: &random).image
    #expect(data.sample(at: 3, random: &same).image.scalars == sample.scalars)
    #expect(data.sample(at: 3, random: &other).image.scalars != sample.scalars)
    #expect(sample.scalars != plain.scalars && sample.shape == [28, 28, 1])
    for index in 0..<20 {
      var random = Random(seed: 7, index)
      let before = Self.data.training.tensor(at: [index]).scalars.reduce(0) { $0 + $1 + 1 }
      let after = data.sample(at: index, random: &random).image.scalars
      #expect(after.allSatisfy { $0 >= -1 && $0 <= 1 })
      let share = after.reduce(0) { $0 + $1 + 1 } / before
      #expect(share > 0.7 && share < 1.35, "\(index): \(share)")
    }
  }
}

import Checkpoints
import Datasets
import Foundation
import Images
import Layers
import Support
import Synchronization
import Tasks
import Tensors
import Testing
import Training
import VGG

@Suite struct FineTuneTests {
  private static let preprocessing = Preprocessing.imageNet(size: 32, resize: 32)

  private static var data: ImageData {
    ImageData(
      name: "drawn", training: Drawn.antsAndBees(count: 24, seed: 1, size: 48),
      validation: Drawn.antsAndBees(count: 12, seed: 2, size: 48), isDrawn: true)
  }

  private func network(classCount: Int = 2) -> VGG11 {
    withSeed(4) { VGG11(classCount: classCount, width: 0.0625, imageSize: 32) }
  }

  private func options(_ mode: FineTuneMode, epochs: Int) -> FineTuneOptions {
    var options = FineTuneOptions(mode)
    options.epochCount = epochs
    options.batchSize = 8
    options.microBatchSize = 4
    return options
  }

  private func state(_ network: some VGGNetwork) -> [[Float]] {
    network.state.map(\.entry.value.scalars)
  }

  @Test("transfer trains the last layer only", arguments: [true, false])
  func transfer(augments: Bool) async throws {
    let network = network()
    let before = state(network)
    var options = options(.transfer, epochs: 3)
    options.augments = augments
    let recipe = try FineTune(
      network, Self.data, preprocessing: Self.preprocessing, options: options)
    let (progress, evaluation) = try await recipe.run()
    #expect(progress.step == 9 && progress.history.count == 4)
    #expect(evaluation?.classification?.count == 12)
    let after = state(network)
    #expect(after.dropLast(2) == before.dropLast(2))
    #expect(after.suffix(2) != before.suffix(2))
  }

  @Test("learning rates are tried with the method of the training, frozen as it freezes")
  func learningRates() async throws {
    var losses: [[Double]] = []
    for mode in [FineTuneMode.scratch, .finetune, .transfer] {
      let network = network()
      let before = state(network)
      let recipe = try FineTune(
        network, Self.data, preprocessing: Self.preprocessing, options: options(mode, epochs: 1))
      losses.append(try await recipe.learningRates().losses)
      #expect(state(network) == before)
      let frozen = network.parameters.filter(\.parameter.isFrozen)
      #expect(frozen.count == (mode == .transfer ? network.parameters.count - 2 : 0))
    }
    #expect(Set(losses).count == 3)
  }

  @Test("a picture that cannot be read again while features are computed ends the training")
  func vanishing() async throws {
    let pictures = VanishingPicture(Drawn.antsAndBees(count: 8, seed: 1, size: 48))
    let data = ImageData(name: "vanishing", training: pictures, validation: Self.data.validation)
    let recipe = try FineTune(
      network(), data, preprocessing: Self.preprocessing, options: options(.transfer, epochs: 1))
    let error = await #expect(throws: TrainingError.self) { _ = try await recipe.run() }
    #expect("\(String(describing: error))".contains("8 pictures could be read at first, then 7"))
  }

  /// Pictures one of which can be read once only.
  private final class VanishingPicture: ImageCollection {
    private let pictures: any ImageCollection
    private let isRead = Mutex(false)

    init(_ pictures: any ImageCollection) { self.pictures = pictures }

    var count: Int { pictures.count }
    var classNames: [String] { pictures.classNames }
    var fingerprint: String { pictures.fingerprint }
    func label(at index: Int) -> Int { pictures.label(at: index) }
    func name(at index: Int) -> String { pictures.name(at: index) }
    func image(at index: Int) throws -> Image {
      let isGone =
        index == 3
        && isRead.withLock { isRead in
          defer { isRead = true }
          return isRead
        }
      if isGone { throw DatasetError.notFound("gone") }
      return try pictures.image(at: index)
    }
  }

  @Test(
    "T5: an interrupted run goes on bit for bit",
    arguments: FineTuneMode.allCases, Torture.steps([4], of: 1...5))
  func resume(mode: FineTuneMode, stop: Int) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "finetune-\(UInt64.random(in: 0...(.max)))"
    ).path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    func recipe(_ directory: RunDirectory?) throws -> FineTune<VGG11> {
      var recipe = try FineTune(
        network(), Self.data, preprocessing: Self.preprocessing,
        options: options(mode, epochs: 2))
      recipe.directory = directory
      recipe.stopSignal = { nil }
      return recipe
    }
    let whole = try recipe(nil)
    _ = try await whole.run()
    do {
      let directory = try RunDirectory.create(model: "vgg11", at: folder)
      try directory.write(configuration: options(mode, epochs: 2))
      let counter = StepCounter()
      var first = try recipe(directory)
      first.observers = [counter]
      first.stopSignal = { counter.count >= stop ? 15 : nil }
      await #expect(throws: TrainingInterrupted.self) { _ = try await first.run() }
    }
    let directory = try RunDirectory.open(folder)
    let second = try recipe(directory)
    let (progress, _) = try await second.run(resuming: true)
    #expect(progress.step == 6)
    #expect(state(second.network) == state(whole.network))
    let classifier = try VGGClassifier.load(directory.bestPath)
    #expect(classifier.network is VGG11)
    #expect(classifier.classes.names == Self.data.classNames)
  }

  @Test("options and data that make no sense are refused")
  func refusals() throws {
    var wrong = FineTuneOptions(.transfer)
    wrong.batchSize = 0
    #expect(throws: TrainingError.self) {
      try FineTune(network(), Self.data, preprocessing: Self.preprocessing, options: wrong)
    }
    #expect(throws: TrainingError.self) {
      try FineTune(
        network(classCount: 3), Self.data, preprocessing: Self.preprocessing,
        options: FineTuneOptions(.transfer))
    }
  }
}

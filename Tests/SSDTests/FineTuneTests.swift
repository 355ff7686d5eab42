import Checkpoints
import Datasets
import Foundation
import Images
import Layers
import SSD
import Support
import Tasks
import Tensors
import Testing
import Training

@Suite struct FineTuneTests {
  private static let data = ObjectData(
    name: "squares", training: PaintedSquares(count: 6), validation: PaintedSquares(count: 3),
    isDrawn: true)

  private func network(classCount: Int = 2) -> SSD300 {
    withSeed(4) { SSD300(classCount: classCount, width: 0.0625) }
  }

  private func options(_ mode: FineTuneMode, microBatchSize: Int? = 2) -> FineTuneOptions {
    var options = FineTuneOptions(mode)
    options.epochCount = 2
    options.batchSize = 3
    options.microBatchSize = microBatchSize
    options.evaluationInterval = 1
    return options
  }

  private func run(
    _ network: SSD300, _ options: FineTuneOptions
  ) async throws -> (progress: TrainingProgress, evaluation: Evaluation?) {
    var recipe = try FineTune(network, Self.data, options: options)
    recipe.stopSignal = { nil }
    return try await recipe.run()
  }

  private func state(_ network: SSD300) -> [String: [Float]] {
    Dictionary(uniqueKeysWithValues: network.state.map { ($0.path, $0.entry.value.scalars) })
  }

  private func changes(_ options: FineTuneOptions) async throws -> Set<String> {
    let network = network()
    let before = state(network)
    _ = try await run(network, options)
    return Set(state(network).filter { $0.value != before[$0.key] }.keys)
  }

  @Test(
    "T5: an interrupted run goes on bit for bit",
    arguments: [FineTuneMode.finetune, .scratch], Torture.steps([3], of: 1...3))
  func resume(mode: FineTuneMode, stop: Int) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "ssd-\(UInt64.random(in: 0...(.max)))"
    ).path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let options = options(mode)
    let whole = network()
    _ = try await run(whole, options)
    do {
      let directory = try RunDirectory.create(model: "ssd300", at: folder)
      try directory.write(configuration: options)
      let counter = StepCounter()
      var first = try FineTune(network(), Self.data, options: options)
      first.directory = directory
      first.observers = [counter]
      first.stopSignal = { counter.count >= stop ? 15 : nil }
      await #expect(throws: TrainingInterrupted.self) { _ = try await first.run() }
    }
    let directory = try RunDirectory.open(folder)
    #expect(try directory.configuration(FineTuneOptions.self) == options)
    var second = try FineTune(network(), Self.data, options: options)
    second.directory = directory
    second.stopSignal = { nil }
    let (progress, evaluation) = try await second.run(resuming: true)
    #expect(progress.step == 4 && progress.scoreName == "mAP")
    #expect(state(second.network) == state(whole))
    #expect(evaluation?.detection?.count == 3)
    #expect(
      Set(directory.picturePaths.map { URL(filePath: $0).lastPathComponent })
        == ["curves.png", "precision-recall.png", "confusion.png", "worst.png"])
    let detector = try SSDDetector.load(directory.lastPath)
    #expect(detector.classes.names == ["red", "blue"])
    #expect(detector.network.configuration.width == 0.0625)
  }

  @Test("micro-batches make the step of the whole batch, though the loss counts matched boxes")
  func accumulation() async throws {
    var losses: [[Double]] = []
    var weights: [[Float]] = []
    for size in [nil, 1, 2] {
      let network = network()
      var options = options(.finetune, microBatchSize: size)
      options.epochCount = 1
      options.gradientNormLimit = nil
      let (progress, _) = try await run(network, options)
      losses.append(progress.history.compactMap { $0.training["loss"] })
      weights.append(network.state.flatMap { $0.entry.value.scalars })
    }
    for index in 1...2 {
      #expect(zip(losses[index], losses[0]).allSatisfy { abs($0 - $1) < 1e-4 * $1 })
      let pairs = zip(weights[index], weights[0])
      #expect(pairs.allSatisfy { abs($0 - $1) <= 1e-4 * max(1, abs($1)) })
    }
  }

  @Test("frozen layers stay as they are, and the others learn")
  func frozen() async throws {
    var options = options(.finetune)
    options.epochCount = 1
    options.frozenLayers = 4
    let frozen = ["vgg.0.", "vgg.2.", "vgg.5.", "vgg.7."]
    let changed = try await changes(options)
    #expect(!changed.contains { path in frozen.contains { path.hasPrefix($0) } })
    #expect(changed.contains("vgg.10.weight") && changed.contains("L2Norm.weight"))
  }

  @Test("transfer trains the heads alone")
  func transfer() async throws {
    var options = options(.transfer)
    options.epochCount = 1
    let changed = try await changes(options)
    #expect(changed.contains("loc.0.weight") && changed.contains("conf.0.bias"))
    #expect(changed.allSatisfy { $0.hasPrefix("loc.") || $0.hasPrefix("conf.") })
  }

  @Test(
    "the loss falls under each schedule and method", arguments: FineTuneOptions.Schedule.allCases)
  func learns(schedule: FineTuneOptions.Schedule) async throws {
    var options = options(.scratch, microBatchSize: nil)
    options.epochCount = 8
    options.schedule = schedule
    options.augmentation = .none
    options.evaluationInterval = 8
    let (progress, evaluation) = try await run(network(), options)
    let losses = progress.history.compactMap { $0.training["loss"] }
    #expect(try #require(losses.last) < 0.7 * losses[0], "\(losses)")
    #expect(evaluation.map { $0.loss.isFinite } == true)
  }

  @Test("options and data that make no sense are refused")
  func refusals() throws {
    var wrong = FineTuneOptions(.finetune)
    wrong.frozenLayers = 16
    #expect(throws: TrainingError.self) { try FineTune(network(), Self.data, options: wrong) }
    let options = FineTuneOptions(.finetune)
    #expect(throws: TrainingError.self) {
      try FineTune(network(classCount: 3), Self.data, options: options)
    }
    var other = PaintedSquares(count: 3)
    other.classNames = ["red", "green"]
    let mixed = ObjectData(name: "mixed", training: PaintedSquares(count: 3), validation: other)
    let error = #expect(throws: TrainingError.self) {
      try FineTune(network(), mixed, options: options)
    }
    #expect("\(String(describing: error))".contains("red, blue"))
    let nothing = ObjectData(
      name: "nothing", training: PaintedSquares(count: 3, isDifficult: true),
      validation: PaintedSquares(count: 3))
    #expect(throws: TrainingError.self) { try FineTune(network(), nothing, options: options) }
    let blind = ObjectData(
      name: "blind", training: PaintedSquares(count: 3),
      validation: PaintedSquares(count: 3, isDifficult: true))
    let unmeasured = #expect(throws: TrainingError.self) {
      try FineTune(network(), blind, options: options)
    }
    #expect("\(unmeasured as Any)".contains("nothing to validate on"))
  }

  @Test("learning rates are tried with what the training does: frozen layers, method, clipping")
  func learningRates() async throws {
    var options = options(.transfer)
    let network = network()
    let sgd = try await FineTune(network, Self.data, options: options).learningRates()
    let learning = network.parameters.filter { !$0.parameter.isFrozen }.map(\.path)
    #expect(learning.allSatisfy { $0.hasPrefix("loc.") || $0.hasPrefix("conf.") })
    options.method = .adamW
    let adamW = try await FineTune(self.network(), Self.data, options: options).learningRates()
    #expect(adamW.losses.first == sgd.losses.first && adamW.losses != sgd.losses)
    options.method = .sgd
    options.weightDecay = 0
    options.gradientValueLimit = 1e-20
    let clipped = try await FineTune(self.network(), Self.data, options: options).learningRates()
    #expect(clipped.losses.first == sgd.losses.first && clipped.losses != sgd.losses)
  }
}

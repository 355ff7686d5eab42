import Checkpoints
import Datasets
import Files
import Images
import Optimizers
import SSD
import Tensors
import Training
import VGG

/// Training of the SSD family.
struct SSDRecipe<Network: SSDNetwork>: TrainingRecipe {
  private var recipe: SSD.FineTune<Network>

  static var modelName: String { Network.name }
  static var defaultData: String { DatasetRegistry.voc2012.name }
  static var defaultMode: FineTuneMode { .finetune }
  static var scoreName: String { DetectionMetrics.scoreName }

  var networkConfiguration: SSDConfiguration { recipe.network.configuration }
  var memory: MemoryEstimate { recipe.memory }

  init(
    _ samples: ObjectData, startingWith weights: Checkpoint?,
    _ configuration: RunConfiguration<Self>
  ) throws {
    let start = try withSeed(configuration.options.seed) {
      try StartingNetwork<Network>(
        weights, classes: samples.classNames, width: configuration.width)
    }
    if let known = start.knownClasses {
      ClassNotes.starting(known: known, wanted: samples.classNames).map(Console.note)
    } else if let weights, configuration.options.mode == .transfer {
      throw Failure(
        .usage,
        "\(weights.path) is VGG-16: transfer trains the heads of a detector — use --mode finetune")
    }
    recipe = try SSD.FineTune(
      start.network, samples, preprocessing: start.preprocessing, options: configuration.options)
  }

  /// The recipe of narrow networks, whose features are poor: everything is trained, with AdamW.
  static func options(
    _ mode: FineTuneMode?, startingWith weights: Checkpoint
  ) -> SSD.FineTuneOptions? {
    let first = weights["vgg.0.weight"] ?? weights["features.0.weight"] ?? weights["0.weight"]
    guard let channels = first?.shape.first, channels < 64 else { return nil }
    return SSD.FineTuneOptions(mode ?? defaultMode, width: Double(channels) / 64)
  }

  /// Heads alone can be trained of a detector only; whole networks begin well with VGG-16.
  static func startingModel(_ options: SSD.FineTuneOptions) -> String {
    options.mode == .transfer ? Network.name : VGG16.name
  }

  func train(_ session: TrainingSession) async throws -> TrainingProgress {
    var recipe = recipe
    recipe.directory = session.run
    recipe.observers = [session.display]
    recipe.skipReport = session.skips.report
    return try await recipe.run(resuming: session.isResumed).progress
  }

  func learningRates(_ skips: SkipCounter) async throws -> RateFinder {
    var recipe = recipe
    recipe.skipReport = skips.report
    return try await recipe.learningRates()
  }
}

extension ObjectData: TrainingSamples {
  var strays: [SkippedSample] { training.strays + validation.strays }
  var classCounts: (training: [Int], validation: [Int]) {
    (training.objectCounts, validation.objectCounts)
  }
  // A picture may show several objects.
  var partCounts: (training: Int, validation: Int) { (training.count, validation.count) }

  static func resolve(
    _ name: String, _ options: DataOptions, _ registry: DatasetOptions,
    progress: @escaping @Sendable (Download.Progress) -> Void
  ) async throws -> ObjectData {
    try options.checkNoDigits(in: name)
    return try await DatasetRegistry.resolveObjects(
      name, registry, badBoxes: options.badBoxes ?? .error, skipsBroken: options.skipBroken,
      imageSets: options.imageSets, progress: progress
    ).limited(to: options.limit)
  }

  /// The first pictures of both parts.
  func limited(to limit: Int?) -> ObjectData {
    var data = self
    data.training = training.limited(to: limit)
    data.validation = validation.limited(to: limit)
    return data
  }
}

extension ObjectCollection {
  /// The first pictures.
  func limited(to limit: Int?) -> any ObjectCollection {
    guard let limit, limit < count else { return self }
    return subset(Array(0..<limit))
  }
}

import BERT
import Checkpoints
import Datasets
import Files
import Training

/// Training of BERT on texts.
struct BERTRecipe: TrainingRecipe {
  private var recipe: BERT.FineTune

  static var modelName: String { BERTClassifier.name }
  static var defaultData: String { DatasetRegistry.imdb.name }
  static var defaultMode: FineTuneMode { .transfer }
  static var scoreName: String { ClassificationMetrics.scoreName }
  static var hasWidth: Bool { false }
  static var takesFolders: Bool { true }

  var networkConfiguration: BERTConfiguration { recipe.classifier.network.bert.configuration }
  var memory: MemoryEstimate { recipe.memory }

  init(
    _ samples: TextData, startingWith weights: Checkpoint?, _ configuration: RunConfiguration<Self>
  ) throws {
    // Random weights need a vocabulary and extents all the same.
    guard let path = weights?.path ?? configuration.weights, path != "none" else {
      throw Failure(
        .usage,
        "bert has its vocabulary and extents from a folder as transformers writes it, for random "
          + "weights too — name one with --weights")
    }
    let classifier = try BERTStart(path).classifier(samples.classNames, configuration.options)
    recipe = try BERT.FineTune(classifier, samples, options: configuration.options)
  }

  static func checkpoint(at path: String) throws -> Checkpoint {
    try isFolder(path) ? BERTFolder(path).checkpoint() : Checkpoint.load(path)
  }

  static func startingModel(_ options: BERT.FineTuneOptions) -> String { modelName }

  static func results(in run: RunDirectory, verb: String) -> (weights: String, next: String) {
    textResults(in: run, verb: verb)
  }

  func train(
    in run: RunDirectory, resuming: Bool, _ display: TrainingDisplay, _ skips: SkipCounter
  ) async throws -> TrainingProgress {
    var recipe = recipe
    recipe.directory = run
    recipe.observers = [display]
    recipe.skipReport = skips.report
    recipe.cutReport = { display.cut($0, of: $1) }
    return try await recipe.run(resuming: resuming).progress
  }

  func learningRates(_ skips: SkipCounter) async throws -> RateFinder {
    var recipe = recipe
    recipe.skipReport = skips.report
    return try await recipe.learningRates()
  }
}

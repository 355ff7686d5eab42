import Checkpoints
import Datasets
import Training
import Transformer

/// Training of the Transformer on texts.
struct TransformerRecipe: TrainingRecipe {
  private var recipe: Transformer.FineTune

  static var modelName: String { TransformerClassifier.name }
  static var defaultData: String { DatasetRegistry.imdb.name }
  static var defaultMode: FineTuneMode { .scratch }
  static var scoreName: String { ClassificationMetrics.scoreName }
  static var hasWidth: Bool { false }

  var networkConfiguration: TransformerConfiguration { recipe.classifier.network.configuration }
  var memory: MemoryEstimate { recipe.memory }

  init(
    _ samples: TextData, startingWith weights: Checkpoint?, _ configuration: RunConfiguration<Self>
  ) throws {
    let options = configuration.options
    let classifier =
      if let weights {
        try Transformer.FineTune.classifier(
          startingWith: weights, classNames: samples.classNames, options)
      } else {
        try Transformer.FineTune.classifier(for: samples, options)
      }
    recipe = try Transformer.FineTune(classifier, samples, options: options)
  }

  static func startingModel(_ options: Transformer.FineTuneOptions) -> String { modelName }

  /// The recipe with the length, the heads and the truncation that the weights were trained with.
  static func options(
    _ mode: FineTuneMode?, startingWith weights: Checkpoint
  ) -> Transformer.FineTuneOptions? {
    try? Transformer.FineTuneOptions(mode ?? .finetune, startingWith: weights)
  }

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

extension TrainingRecipe where Samples == TextData {
  /// A text.
  static var sampleName: String { "text" }

  /// The best weights, for a text.
  static func textResults(
    in run: RunDirectory, verb: String
  ) -> (weights: String, next: String) {
    let text = "A wonderful little film."
    return (
      run.resultPath, "zoo \(verb) \(modelName) --weights \(run.resultPath) \"\(text)\""
    )
  }
}

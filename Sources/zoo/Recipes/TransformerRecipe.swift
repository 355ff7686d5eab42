import Checkpoints
import Datasets
import Training
import Transformer

/// Training of the Transformer on texts.
struct TransformerRecipe: TextRecipe {
  typealias Options = Transformer.FineTuneOptions

  let training: Transformer.FineTune

  static var modelName: String { TransformerClassifier.name }
  static var defaultMode: FineTuneMode { .scratch }

  var networkConfiguration: TransformerConfiguration { training.classifier.network.configuration }

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
    training = try Transformer.FineTune(classifier, samples, options: options)
  }

  /// The recipe with the length, the heads and the truncation that the weights were trained with.
  static func options(_ mode: FineTuneMode?, startingWith weights: Checkpoint) -> Options? {
    try? Options(mode ?? .finetune, startingWith: weights)
  }
}

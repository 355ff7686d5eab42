import BERT
import Checkpoints
import Datasets
import Training

/// Training of BERT on texts.
struct BERTRecipe: TextRecipe {
  typealias Options = BERT.FineTuneOptions

  let training: BERT.FineTune

  static var modelName: String { BERTClassifier.name }
  static var defaultMode: FineTuneMode { .transfer }
  static var takesFolders: Bool { true }

  var networkConfiguration: BERTConfiguration { training.classifier.network.bert.configuration }

  init(
    _ samples: TextData, startingWith weights: Checkpoint?, _ configuration: RunConfiguration<Self>
  ) throws {
    let start: BERTStart
    if let weights {
      start = try BERTStart(weights)
    } else if let path = configuration.weights, path != "none" {
      // Random weights need a vocabulary and extents all the same.
      start = try BERTStart(path)
    } else {
      throw Failure(
        .usage,
        "bert has its vocabulary and extents from a folder as transformers writes it, for random "
          + "weights too — name one with --weights")
    }
    let classifier = try start.classifier(samples.classNames, configuration.options)
    Console.warn(
      classifier.warnings, about: configuration.initialWeights ?? configuration.weights ?? "bert")
    training = try BERT.FineTune(classifier, samples, options: configuration.options)
  }

  static func checkpoint(at path: String) throws -> Checkpoint {
    try BERTStart.checkpoint(at: path)
  }
}

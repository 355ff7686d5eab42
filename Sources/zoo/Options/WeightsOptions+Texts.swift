import BERT
import Checkpoints
import Files
import Training
import Transformer

extension WeightsOptions {
  /// A classifier of texts with these weights, ready to predict.
  ///
  /// - Throws: `Failure` or `CheckpointError`, when there are none or they do not fit.
  func textClassifier(
    of model: Model, _ engine: EngineOptions, isLocal: Bool = false, acceptsFallback: Bool = true
  ) async throws -> (classifier: any TextModel, name: String) {
    let (path, name) = try await textWeights(
      of: model, engine, isLocal: isLocal, acceptsFallback: acceptsFallback)
    let classifier: any TextModel =
      model == .transformer ? try ReviewClassifier.load(path) : try BERTTextClassifier.load(path)
    Console.warn(classifier.warnings, about: name)
    return (classifier, name)
  }

  /// The file or folder of weights of a model of texts, and what results call it.
  ///
  /// - Throws: `Failure` or `CheckpointError`, when there are none.
  func textWeights(
    of model: Model, _ engine: EngineOptions, isLocal: Bool = false, acceptsFallback: Bool = true
  ) async throws -> (path: String, name: String) {
    try checkNamed()
    if model == .bert, let weights, isFolder(weights), RunDirectory.resultPath(in: weights) == nil {
      return (weights, weights)
    }
    let found = try await resolved(
      for: model.rawValue, engine, isLocal: isLocal, acceptsFallback: acceptsFallback)
    return (found.path, found.entry?.name ?? found.path)
  }
}

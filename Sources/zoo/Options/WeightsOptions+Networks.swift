import AnoGAN
import Checkpoints
import Files
import Tasks

extension WeightsOptions {
  /// A detector of anomalies with these weights, ready to score; what is odd about them is told.
  ///
  /// - Parameters:
  ///   - model: Which one.
  ///   - engine: Whether progress is shown.
  ///   - acceptsFallback: Whether smaller weights may take the place of the best.
  /// - Returns: The detector, and what results call its weights.
  /// - Throws: `Failure` or `CheckpointError`, when there are none or they do not fit.
  func scorer(
    of model: Model, _ engine: EngineOptions, acceptsFallback: Bool = true
  ) async throws -> (scorer: any AnomalyScorer, name: String) {
    let (path, name) = try await networkOrRun(
      "\(model.rawValue).generator", engine, acceptsFallback: acceptsFallback)
    // Registered files lie beside others that are, too.
    let registry = path == name ? nil : try WeightsRegistry.shipped()
    let scorer: any AnomalyScorer =
      model == .anogan
      ? try AnoGANScorer.load(path, verifiedBy: registry)
      : try EfficientGANScorer.load(path, verifiedBy: registry)
    Console.warn(scorer.warnings, about: name)
    return (scorer, name)
  }

  /// The file of one of a model's networks, or the folder of a run that was named.
  ///
  /// - Throws: `Failure` or `CheckpointError`, when there is none.
  func networkOrRun(
    _ name: String, _ engine: EngineOptions, acceptsFallback: Bool = true
  ) async throws -> (path: String, name: String) {
    if let weights, isFolder(weights) { return (weights, weights) }
    return try await network(name, engine, acceptsFallback: acceptsFallback)
  }
}

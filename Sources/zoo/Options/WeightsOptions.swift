import ArgumentParser
import Checkpoints
import Layers
import Tasks
import VGG

/// Which weights to use, and whether they may be fetched.
struct WeightsOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Weights: a registered name, a file (.safetensors, .pth, .npz) or 'none' for random ones \
      (default: the best of the model).
      """, valueName: "name|file"),
    completion: .file())
  var weights: String?

  @Flag(help: "Never connect to a server.")
  var offline = false

  /// The file of the weights, fetched if need be; a fall-back is announced.
  ///
  /// - Parameters:
  ///   - model: Whose weights, if none are named.
  ///   - engine: Whether progress is shown.
  ///   - isLocal: Whether only weights at hand are wanted.
  ///   - acceptsFallback: Whether smaller weights may take the place of the best.
  /// - Returns: The file; nil for random weights.
  /// - Throws: `Failure` or `CheckpointError`, when there are none.
  func resolved(
    for model: Model, _ engine: EngineOptions, isLocal: Bool = false, acceptsFallback: Bool = true
  ) async throws -> ResolvedWeights? {
    if weights == "none" { return nil }
    let registry = try WeightsRegistry.shipped()
    if weights == nil, !registry.entries.contains(where: { $0.model == model.rawValue }) {
      throw Failure(
        .unavailable,
        "no weights are registered for \(model.rawValue) — give a file with --weights, or "
          + "'--weights none' for random ones")
    }
    let progress = DownloadProgress(weights ?? model.rawValue, isShown: !engine.quiet)
    defer { progress.clear() }
    let found =
      if isLocal && weights == nil {
        try registry.located(model.rawValue)
      } else {
        try await registry.resolve(
          weights ?? model.rawValue, offline: offline, progress: progress.update)
      }
    if let remark = found.remark {
      guard acceptsFallback else {
        throw Failure(.unavailable, "\(remark); --no-sample refuses what ships")
      }
      progress.clear()
      Console.note("zoo: \(remark)")
    }
    return found
  }

  /// A classifier with these weights, ready to predict.
  ///
  /// - Throws: `Failure` or `CheckpointError`, when there are none or they do not fit.
  func classifier(
    of model: Model, _ engine: EngineOptions, isLocal: Bool = false, acceptsFallback: Bool = true
  ) async throws -> (classifier: VGGClassifier, name: String) {
    guard
      let found = try await resolved(
        for: model, engine, isLocal: isLocal, acceptsFallback: acceptsFallback)
    else {
      throw Failure(.usage, "--weights none: random weights know nothing — name weights or a file")
    }
    let classifier = try VGGClassifier.load(found.path, as: model.network)
    let held = Swift.type(of: classifier.network).name
    guard held == model.rawValue else {
      throw Failure(
        .badData, "\(found.path) holds weights of \(held), not of \(model.rawValue) — name \(held)")
    }
    // Only the convolutions: the linear layers read a mapped file in place.
    classifier.network.features.prepareForInference(releasingWeights: true)
    return (classifier, found.entry?.name ?? found.path)
  }
}

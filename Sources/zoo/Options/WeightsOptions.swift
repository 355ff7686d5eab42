import ArgumentParser
import Checkpoints
import Files
import Layers
import MNIST
import SSD
import Tasks
import Training
import VGG

/// Which weights to use, and whether they may be fetched.
struct WeightsOptions<Use: WeightsUse>: ParsableArguments {
  @Option(
    help: ArgumentHelp("Weights: \(Use.help)", valueName: "name|file"), completion: .file())
  var weights: String?

  @Flag(help: "Never connect to a server.")
  var offline = false

  /// The file of the weights, of the folder of a run its best, fetched if need be; a fall-back is
  /// announced.
  ///
  /// - Parameters:
  ///   - model: Whose weights, if none are named.
  ///   - engine: Whether progress is shown.
  ///   - isLocal: Whether only weights at hand are wanted.
  ///   - acceptsFallback: Whether smaller weights may take the place of the best.
  ///   - alternative: What else the user can do where none are registered.
  /// - Returns: The file.
  /// - Throws: `Failure` or `CheckpointError`, when there are none.
  func resolved(
    for model: String, _ engine: EngineOptions, isLocal: Bool = false,
    acceptsFallback: Bool = true, alternative: String? = nil
  ) async throws -> ResolvedWeights {
    let registry = try WeightsRegistry.shipped()
    if weights == nil, !registry.entries.contains(where: { $0.model == model }) {
      throw Failure(
        .unavailable,
        "no weights are registered for \(model) — give a file with --weights"
          + (alternative.map { ", or \($0)" } ?? ""))
    }
    let progress = DownloadProgress(weights ?? model, isShown: !engine.quiet)
    defer { progress.clear() }
    let found =
      if isLocal && weights == nil {
        try registry.located(model)
      } else {
        try await registry.resolve(
          weights.map { try path(of: $0, registry) } ?? model, offline: offline,
          progress: progress.update)
      }
    if let remark = found.remark {
      guard acceptsFallback else {
        throw Failure(.unavailable, "--no-sample refuses \(remark)")
      }
      progress.clear()
      Console.note("zoo: using \(remark)")
    }
    return found
  }

  /// The weights of a run where its folder is named; names of the registry come first.
  ///
  /// - Throws: `Failure`, where it has none.
  private func path(of weights: String, _ registry: WeightsRegistry) throws(Failure) -> String {
    let isRegistered = registry.entries.contains { $0.name == weights || $0.model == weights }
    guard !isRegistered, isFolder(weights), denial(of: weights) == nil else { return weights }
    if let path = RunDirectory.resultPath(in: weights) { return path }
    throw Failure(
      .inputNotFound,
      "\(weights) holds neither best.safetensors nor last.safetensors, as a run does once its weights "
        + "are saved — give another run, or a file")
  }

  /// Refuses random weights.
  ///
  /// - Throws: `Failure`.
  func checkNamed() throws(Failure) {
    guard weights == "none" else { return }
    throw Failure(.usage, "--weights none: random weights know nothing — name weights or a file")
  }

  /// A classifier with these weights, ready to predict.
  ///
  /// - Throws: `Failure` or `CheckpointError`, when there are none or they do not fit.
  func classifier(
    of model: Model, _ engine: EngineOptions, isLocal: Bool = false, acceptsFallback: Bool = true
  ) async throws -> (classifier: VGGClassifier, name: String) {
    guard case .vgg(let network) = model.network else { throw Self.wrongTask(model) }
    let found = try await trained(
      for: model, engine, isLocal: isLocal, acceptsFallback: acceptsFallback)
    let classifier = try VGGClassifier.load(found.path, as: network)
    try Self.check(Swift.type(of: classifier.network).name, found, model)
    // Only the convolutions: the linear layers read a mapped file in place.
    classifier.network.features.prepareForInference(releasingWeights: true)
    return (classifier, Self.told(classifier.warnings, found))
  }

  /// A classifier of digits with these weights, ready to predict.
  ///
  /// - Throws: `Failure` or `CheckpointError`, when there are none or they do not fit.
  func digitClassifier(
    of model: Model, _ engine: EngineOptions, isLocal: Bool = false, acceptsFallback: Bool = true
  ) async throws -> (classifier: MNISTClassifier, name: String) {
    let found = try await trained(
      for: model, engine, isLocal: isLocal, acceptsFallback: acceptsFallback)
    let classifier = try MNISTClassifier.load(found.path)
    classifier.network.prepareForInference()
    return (classifier, Self.told(classifier.warnings, found))
  }

  /// The file of one of a model's networks, such as `dcgan.generator`.
  ///
  /// - Throws: `Failure` or `CheckpointError`, when there is none.
  func network(
    _ name: String, _ engine: EngineOptions, acceptsFallback: Bool = true
  ) async throws -> (path: String, name: String) {
    try checkNamed()
    let found = try await resolved(for: name, engine, acceptsFallback: acceptsFallback)
    return (found.path, found.entry?.name ?? found.path)
  }

  /// What says what pictures show, with these weights.
  ///
  /// - Throws: `Failure` or `CheckpointError`, when there are none or they do not fit.
  func imageClassifier(
    of model: Model, _ engine: EngineOptions, isLocal: Bool, acceptsFallback: Bool
  ) async throws -> (classifier: any ImageClassifier, name: String) {
    if case .mnist = model.network {
      return try await digitClassifier(
        of: model, engine, isLocal: isLocal, acceptsFallback: acceptsFallback)
    }
    return try await classifier(
      of: model, engine, isLocal: isLocal, acceptsFallback: acceptsFallback)
  }

  /// A detector with these weights, ready to predict.
  ///
  /// - Throws: `Failure` or `CheckpointError`, when there are none or they do not fit.
  func detector(
    of model: Model, _ engine: EngineOptions, isLocal: Bool = false, acceptsFallback: Bool = true
  ) async throws -> (detector: SSDDetector, name: String) {
    guard case .ssd(let network) = model.network else { throw Self.wrongTask(model) }
    let found = try await trained(
      for: model, engine, isLocal: isLocal, acceptsFallback: acceptsFallback)
    let detector = try SSDDetector.load(found.path, as: network)
    try Self.check(Swift.type(of: detector.network).name, found, model)
    detector.network.prepareForInference(releasingWeights: true)
    return (detector, Self.told(detector.warnings, found))
  }

  /// What results call weights, of which something is told.
  private static func told(_ warnings: [String], _ found: ResolvedWeights) -> String {
    let name = found.entry?.name ?? found.path
    Console.warn(warnings, about: name)
    return name
  }

  private func trained(
    for model: Model, _ engine: EngineOptions, isLocal: Bool, acceptsFallback: Bool
  ) async throws -> ResolvedWeights {
    try checkNamed()
    return try await resolved(
      for: model.rawValue, engine, isLocal: isLocal, acceptsFallback: acceptsFallback)
  }

  private static func check(
    _ held: String, _ found: ResolvedWeights, _ model: Model
  ) throws(Failure) {
    guard held == model.rawValue else {
      throw Failure(
        .badData,
        "\(found.path) holds weights of \(held), not of \(model.rawValue) — name \(held)")
    }
  }

  private static func wrongTask(_ model: Model) -> Failure {
    Failure(.usage, "\(model.rawValue) is for \(model.task.rawValue)")
  }
}

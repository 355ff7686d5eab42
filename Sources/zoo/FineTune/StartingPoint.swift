import Checkpoints
import Files
import Training

/// The network that a training begins with, and the settings that follow.
struct StartingPoint<Recipe: TrainingRecipe> {
  /// The training, its network with outputs for the classes of the samples.
  let recipe: Recipe
  /// What results call the weights it began with.
  let weightsName: String
  /// The complete settings.
  let configuration: RunConfiguration<Recipe>

  /// Loads or creates the network.
  ///
  /// - Parameters:
  ///   - samples: Decide the number of classes.
  ///   - configuration: The settings.
  ///   - isResumed: Whether a run goes on, with the weights that it began with.
  ///   - command: Which weights may be used.
  /// - Throws: `Failure` or `CheckpointError`, when the weights are not to be had or do not fit.
  init(
    for samples: Recipe.Samples, _ configuration: RunConfiguration<Recipe>, isResumed: Bool,
    command: FineTuneCommand
  ) async throws {
    var configuration = configuration
    let source = try await Self.source(&configuration, isResumed, command)
    let weights = try source.map { try Recipe.checkpoint(at: $0) }
    if let weights, !isResumed, command.config == nil,
      var options = Recipe.options(command.training.mode, startingWith: weights)
    {
      options.seed = configuration.options.seed
      try command.apply(to: &options)
      configuration.options = options
    }
    recipe = try Recipe(samples, startingWith: weights, configuration)
    weightsName = configuration.initialWeights ?? "none"
    configuration.dataName = samples.name
    configuration.dataFingerprint = samples.fingerprint
    configuration.classes = samples.classNames
    configuration.network = recipe.networkConfiguration
    self.configuration = configuration
  }

  /// The file to begin with; nil for random weights.
  private static func source(
    _ configuration: inout RunConfiguration<Recipe>, _ isResumed: Bool, _ command: FineTuneCommand
  ) async throws -> String? {
    let model = Recipe.startingModel(configuration.options)
    if let initial = configuration.initialWeights, isResumed {
      guard initial != "none" else { return nil }
      let found = try await resumed(initial, model, command)
      configuration.initialWeights = found.name
      return found.path
    }
    if configuration.options.mode == .scratch || configuration.weights == "none" {
      configuration.initialWeights = "none"
      if configuration.options.mode == .transfer {
        throw Failure(
          .usage, "--weights none: there is nothing to transfer — add --mode scratch")
      }
      return nil
    }
    do {
      let found = try await named(configuration.weights, model, command)
      configuration.initialWeights = found.name
      return found.path
    } catch CheckpointError.file(.unavailable(let reason))
      where configuration.weights == nil && command.training.mode == nil && !command.data.noSample
    {
      Console.note("zoo: training from random weights: \(reason)")
      configuration.initialWeights = "none"
      let seed = configuration.options.seed
      configuration.options = Recipe.recipe(.scratch)
      configuration.options.seed = seed
      try command.apply(to: &configuration.options)
      return nil
    }
  }

  /// The weights that a run was begun with, under the name that they have now.
  private static func resumed(
    _ initial: String, _ model: String, _ command: FineTuneCommand
  ) async throws -> (path: String, name: String) {
    if let weights = command.weights.weights { return try await named(weights, model, command) }
    func lost(_ reason: String) -> Failure {
      Failure(
        .inputNotFound,
        "\(reason); \(command.resume ?? "the run") was begun with these weights: if they are elsewhere "
          + "from here, give --weights and --resume-anyway")
    }
    do {
      return try await named(initial, model, command)
    } catch CheckpointError.unknownName(let reason) {
      throw lost(reason)
    } catch CheckpointError.file(.notFound(let reason)) {
      throw lost(reason)
    }
  }

  private static func named(
    _ name: String?, _ model: String, _ command: FineTuneCommand
  ) async throws -> (path: String, name: String) {
    if Recipe.takesFolders {
      guard let name else {
        throw Failure(
          .unavailable,
          "no weights are registered for \(model) — give a folder as transformers writes it with "
            + "--weights: config.json, vocab.txt, model.safetensors")
      }
      if isFolder(name), RunDirectory.resultPath(in: name) == nil { return (name, name) }
    }
    var options = command.weights
    options.weights = name
    let found = try await options.resolved(
      for: model, command.engine, isLocal: command.data.sample,
      acceptsFallback: !command.data.noSample,
      alternative: "begin with random ones: --mode scratch")
    return (found.path, found.entry?.name ?? found.path)
  }
}

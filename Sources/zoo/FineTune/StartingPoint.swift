import Checkpoints
import Datasets
import Files
import Images
import Tensors
import Training
import VGG

/// The network that a training begins with, its preprocessing, and the settings that follow.
struct StartingPoint<Network: VGGNetwork> {
  /// The network, with a new last layer for the classes of the data.
  let network: Network
  /// How a picture becomes its input.
  let preprocessing: Preprocessing
  /// What results call the weights it began with.
  let weightsName: String
  /// The complete settings.
  let configuration: RunConfiguration

  /// Loads or creates the network.
  ///
  /// - Parameters:
  ///   - data: Decides the number of classes.
  ///   - configuration: The settings.
  ///   - directory: The run that goes on, if one does.
  ///   - command: Which weights may be used.
  /// - Throws: `Failure` or `CheckpointError`, when the weights are not to be had or do not fit.
  init(
    for data: ImageData, _ configuration: RunConfiguration, _ directory: RunDirectory?,
    command: FineTuneCommand
  ) async throws {
    var configuration = configuration
    let source = try await Self.source(&configuration, directory, command)
    let seed = configuration.options.seed
    let classCount = data.classNames.count
    if let source {
      let checkpoint = try Checkpoint.load(source)
      let notes = CheckpointMetadata(checkpoint.metadata)
      if let held = notes.model, held != Network.name {
        throw Failure(.badData, "\(source) holds weights of \(held), not of \(Network.name)")
      }
      network = try withSeed(seed) { try Network(checkpoint, newClassCount: classCount) }
      preprocessing =
        try notes.value(Preprocessing.self, for: .preprocessing)
        ?? .imageNet(size: network.configuration.imageSize)
      if directory == nil {
        Self.adapt(&configuration, to: network.configuration.width, command)
      }
    } else {
      let width = configuration.width
      network = withSeed(seed) { Network(classCount: classCount, width: width) }
      preprocessing = .imageNet(size: network.configuration.imageSize)
    }
    weightsName = configuration.initialWeights ?? "none"
    configuration.dataName = data.name
    configuration.dataFingerprint = data.fingerprint
    configuration.classes = data.classNames
    configuration.network = network.configuration
    self.configuration = configuration
  }

  /// Takes the recipe of narrow networks, whose features of drawings must learn as well: everything
  /// is trained unless the user says otherwise.
  private static func adapt(
    _ configuration: inout RunConfiguration, to width: Double, _ command: FineTuneCommand
  ) {
    guard width < 1, command.config == nil else { return }
    let seed = configuration.options.seed
    configuration.options = FineTuneOptions(command.training.mode ?? .finetune, width: width)
    configuration.options.seed = seed
    command.training.override(&configuration.options)
  }

  /// The file to begin with; nil for random weights.
  private static func source(
    _ configuration: inout RunConfiguration, _ directory: RunDirectory?,
    _ command: FineTuneCommand
  ) async throws -> String? {
    if let initial = configuration.initialWeights, directory != nil {
      return initial == "none" ? nil : try await named(initial, command).path
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
      let found = try await named(configuration.weights, command)
      configuration.initialWeights = found.name
      return found.path
    } catch CheckpointError.file(.unavailable(let reason))
      where configuration.weights == nil && command.training.mode == nil && !command.data.noSample
    {
      Console.note("zoo: training from random weights: \(reason)")
      configuration.initialWeights = "none"
      let seed = configuration.options.seed
      configuration.options = FineTuneOptions(.scratch)
      configuration.options.seed = seed
      command.training.override(&configuration.options)
      return nil
    }
  }

  private static func named(
    _ name: String?, _ command: FineTuneCommand
  ) async throws -> (path: String, name: String) {
    var options = command.weights
    options.weights = name
    let found = try await options.resolved(
      for: try command.model.model, command.engine, isLocal: command.data.sample,
      acceptsFallback: !command.data.noSample)
    guard let found else { throw Failure(.usage, "--weights none needs --mode scratch") }
    return (found.path, found.entry?.name ?? found.path)
  }
}

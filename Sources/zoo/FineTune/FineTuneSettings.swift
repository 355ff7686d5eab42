import Datasets
import Files
import Foundation
import Training
import VGG

/// Collects the settings of a run: the recipe's, then those of `--config` or the resumed run, then
/// the flags.
struct FineTuneSettings {
  private let command: FineTuneCommand

  init(_ command: FineTuneCommand) {
    self.command = command
  }

  /// The settings.
  ///
  /// - Throws: `Failure`, where a file of settings cannot be used.
  func configuration() throws -> RunConfiguration {
    var result = try base()
    let model = try command.model.model.rawValue
    guard result.model == model else {
      throw Failure(
        .usage, "the settings are of \(result.model), not of \(model)")
    }
    if let mode = command.training.mode, mode != result.options.mode {
      // Another mode has another recipe; only the seed stays.
      let seed = result.options.seed
      result.options = FineTuneOptions(mode)
      result.options.seed = seed
    }
    command.training.override(&result.options)
    if let seed = command.engine.seed { result.options.seed = seed }
    if let data = command.data.data { result.data = data }
    if let root = command.data.dataRoot { result.dataRoot = root }
    if command.data.sample { result.sample = true }
    if let limit = command.data.limit { result.limit = limit }
    if let weights = command.weights.weights { result.weights = weights }
    if let width = command.training.width { result.width = width }
    if let problem = result.options.problem {
      throw Failure(.usage, "\(problem) cannot be trained")
    }
    return result
  }

  private func base() throws -> RunConfiguration {
    if let run = command.resume { return try read("\(run)/config.json") }
    if let config = command.config {
      var settings = try read(config)
      // What follows from the settings is found anew.
      settings.initialWeights = nil
      settings.dataName = nil
      settings.dataFingerprint = nil
      settings.classes = nil
      settings.network = nil
      settings.version = Zoo.version
      return settings
    }
    return RunConfiguration(
      model: try command.model.model.rawValue, data: DatasetRegistry.antsAndBees.name,
      sample: false,
      width: 0.25, options: FineTuneOptions(command.training.mode ?? .transfer))
  }

  private func read(_ path: String) throws -> RunConfiguration {
    let file = try MappedFile(path, intoMemory: true)
    do {
      return try JSONDecoder().decode(RunConfiguration.self, from: Data(file.bytes))
    } catch {
      throw Failure(
        .badData,
        "\(path): not the settings of a run: \(Self.reason(error)) — write them with "
          + "'zoo finetune MODEL --print-config'")
    }
  }

  private static func reason(_ error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, _): "'\(key.stringValue)' is missing"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      "'\(context.codingPath.map(\.stringValue).joined(separator: "."))' is of another type"
    case DecodingError.dataCorrupted(let context): context.debugDescription
    default: "\(error)"
    }
  }
}

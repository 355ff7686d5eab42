import Files
import Foundation
import Training

/// Collects the settings of a run: the recipe's, then those of `--config` or the resumed run, then
/// the flags.
struct FineTuneSettings<Recipe: TrainingRecipe> {
  private let command: FineTuneCommand

  init(_ command: FineTuneCommand) {
    self.command = command
  }

  /// The settings.
  ///
  /// - Throws: `Failure`, where a file of settings cannot be used.
  func configuration() throws -> RunConfiguration<Recipe> {
    var result = try base()
    if let mode = command.training.mode, mode != result.options.mode {
      // Another mode has another recipe; only the seed stays.
      let seed = result.options.seed
      result.options = Recipe.recipe(mode)
      result.options.seed = seed
    }
    try command.apply(to: &result.options)
    if let data = command.data.data { result.data = data }
    if let root = command.data.dataRoot { result.dataRoot = root }
    if command.data.sample { result.sample = true }
    if let limit = command.data.limit { result.limit = limit }
    if let digits = command.data.digits { result.digits = digits }
    if let column = command.data.columns.textColumn { result.textColumn = column }
    if let column = command.data.columns.labelColumn { result.labelColumn = column }
    if let weights = command.weights.weights { result.weights = weights }
    if let policy = command.data.badBoxes { result.badBoxes = policy }
    if let lists = command.data.imageSets { result.imageSets = lists }
    if command.data.skipBroken { result.skipBroken = true }
    if let width = command.training.width { result.width = width }
    guard TrainingOptions.widths.contains(result.width) else {
      throw Failure(
        .usage,
        "the settings have a width of \(result.width), not within \(TrainingOptions.widthText)")
    }
    // A run that goes on does so with the settings that it has.
    if result.limit != nil, command.resume == nil { result.options.useLimit() }
    if let problem = result.options.problem { throw Failure(.usage, problem) }
    return result
  }

  private func base() throws -> RunConfiguration<Recipe> {
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
    // Weights that are named are wanted.
    let isNamed = command.weights.weights.map { $0 != "none" } ?? false
    let mode = isNamed && Recipe.defaultMode == .scratch ? .finetune : Recipe.defaultMode
    return RunConfiguration(
      model: Recipe.modelName, data: Recipe.defaultData, sample: false, width: Recipe.defaultWidth,
      options: Recipe.recipe(command.training.mode ?? mode))
  }

  private func read(_ path: String) throws -> RunConfiguration<Recipe> {
    let file = try MappedFile(path, intoMemory: true)
    let data = Data(file.bytes)
    do {
      // Another model's settings are of another shape: its name is looked at first.
      let held = try JSONDecoder().decode(ModelName.self, from: data).model
      guard held == Recipe.modelName else {
        throw Failure(.usage, "the settings are of \(held), not of \(Recipe.modelName)")
      }
      let settings = try JSONDecoder().decode(RunConfiguration<Recipe>.self, from: data)
      // A run that goes on has been begun with its settings, perhaps by another version.
      if command.resume == nil, let unknown = try UnknownSetting(in: data, readAs: settings) {
        throw Failure(.usage, "\(path): \(unknown)")
      }
      return settings
    } catch let failure as Failure {
      throw failure
    } catch {
      // What is asked for wrongly, or what is stored.
      throw Failure(
        command.resume == nil ? .usage : .badData,
        "\(path): not the settings of a run: \(Self.reason(error, in: data)) — write them with "
          + "'zoo finetune MODEL --print-config'")
    }
  }

  private static func reason(_ error: any Error, in data: Data) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, let context):
      "'\(key.stringValue)' is missing"
        + misspelling(of: key.stringValue, at: context.codingPath, in: data)
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      "'\(context.codingPath.map(\.stringValue).joined(separator: "."))' is of another type"
    case DecodingError.dataCorrupted(let context) where context.codingPath.isEmpty:
      UnfitNumber(in: data, for: RunConfiguration<Recipe>.self)?.description
        ?? context.debugDescription
    case DecodingError.dataCorrupted(let context):
      "'\(context.codingPath.map(\.stringValue).joined(separator: "."))': "
        + context.debugDescription
    default: "\(error)"
    }
  }

  /// What may stand for a member that is missing, in words; empty if nothing does.
  private static func misspelling(
    of key: String, at path: [any CodingKey], in data: Data
  ) -> String {
    let whole = try? JSONSerialization.jsonObject(with: data)
    let object = path.reduce(whole) { ($0 as? [String: Any])?[$1.stringValue] }
    let keys = (object as? [String: Any])?.keys.sorted() ?? []
    return Suggestion.nearest(to: key, among: keys).map { "; is it misspelt as '\($0)'?" } ?? ""
  }
}

/// The one setting that says what the others mean.
private struct ModelName: Decodable {
  let model: String
}

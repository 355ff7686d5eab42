import ArgumentParser
import Checkpoints
import Tasks

/// `zoo weights pull`: fetches registered weights.
struct WeightsPull: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pull",
    abstract: "Fetches registered weights into $ZOO_HOME (default ~/.cache/zoo).",
    discussion:
      "A download that was interrupted goes on where it ended. Example: zoo weights pull vgg16")

  @Argument(help: ArgumentHelp("Registered names, or models.", valueName: "name"))
  var names: [String]

  @Flag(help: "Never connect: only check what is there.")
  var offline = false

  @Flag(help: "No progress.")
  var quiet = false

  func run() async throws {
    let registry = try WeightsRegistry.shipped()
    for name in names {
      let entry = try registry.entry(called: name)
      if offline, registry.located(entry) == nil {
        throw Failure(
          .unavailable,
          "\(entry.name) is not at hand — run 'zoo weights pull \(name)' without --offline")
      }
      let progress = DownloadProgress(entry.name, isShown: !quiet)
      let found =
        try offline || entry.url == nil
        ? registry.located(entry.name) : await registry.pull(entry, progress: progress.update)
      progress.clear()
      try Console.output(found.path)
    }
  }
}

extension WeightsRegistry {
  /// The entry of a name, or the best one of a model.
  ///
  /// - Throws: `Failure` with the nearest name, when nothing is called so.
  func entry(called name: String) throws(Failure) -> WeightsEntry {
    if let entry = self[name] ?? entries.first(where: { $0.model == name }) { return entry }
    throw Failure(
      .usage, Suggestion.answer(to: name, among: entries.map(\.name), kind: "registered file"))
  }
}

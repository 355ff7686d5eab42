import ArgumentParser
import Datasets

/// `zoo data pull`: fetches and unpacks a registered data set.
struct DataPull: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pull",
    abstract: "Fetches and unpacks a data set into $ZOO_HOME (default ~/.cache/zoo).",
    discussion:
      "A download that was interrupted goes on where it ended. Example: zoo data pull ants_bees")

  @OptionGroup var dataset: DatasetArgument

  @Flag(help: "Never connect: only unpack what is there.")
  var offline = false

  @Flag(help: "No progress.")
  var quiet = false

  func run() async throws {
    let known = try dataset.dataset
    let progress = DownloadProgress(known.name, isShown: !quiet)
    defer { progress.clear() }
    let path = try await DatasetRegistry.localFolder(
      of: known, DatasetOptions(root: dataset.dataRoot, isOffline: offline),
      progress: progress.update)
    progress.clear()
    try Console.output(path)
  }
}

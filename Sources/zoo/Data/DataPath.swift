import ArgumentParser
import Datasets

/// `zoo data path`: where a data set is.
struct DataPath: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "path", abstract: "Prints the folder of a data set that is at hand.",
    discussion: "Example: zoo data path ants_bees")

  @OptionGroup var dataset: DatasetArgument

  func run() async throws {
    let known = try dataset.dataset
    guard let path = try await Self.localPath(of: known, root: dataset.dataRoot) else {
      throw Failure(
        .unavailable, "\(known.name) is not at hand — fetch it with: zoo data pull \(known.name)")
    }
    try Console.output(path)
  }

  /// The folder of a data set; nil if it would have to be fetched.
  ///
  /// - Throws: `DatasetError`, where it cannot be told or used.
  static func localPath(
    of known: RegisteredDataset, root: String?
  ) async throws(DatasetError) -> String? {
    do {
      return try await DatasetRegistry.localFolder(
        of: known, DatasetOptions(root: root, isOffline: true))
    } catch .unavailable {
      return nil
    }
  }
}

import ArgumentParser
import Datasets

/// The data that `check` and `preview` look at.
struct DataSource: ParsableArguments {
  @Argument(
    help: ArgumentHelp("A registered name or a folder.", valueName: "name|folder"),
    completion: .directory)
  var data: String

  @Option(
    help: ArgumentHelp("A folder that holds the registered data set.", valueName: "folder"),
    completion: .directory)
  var dataRoot: String?

  @Flag(help: "Look at the drawn sample.")
  var sample = false

  @Option(help: ArgumentHelp("Where the drawn sample begins.", valueName: "n"))
  var seed: UInt64 = 1234

  /// The data; nothing is fetched.
  ///
  /// - Parameter announcesStrays: Whether to name the files that were left out.
  /// - Returns: The data.
  /// - Throws: `DatasetError`, when they are not at hand or broken.
  func resolved(announcesStrays: Bool = true) async throws -> ImageData {
    let found = try await DatasetRegistry.resolve(
      data,
      DatasetOptions(
        root: dataRoot, sample: sample ? .always : .fallback, isOffline: true, seed: seed))
    for notice in found.notices where announcesStrays || !notice.hasPrefix("skipped: ") {
      Console.note("zoo: \(notice)")
    }
    return found
  }
}

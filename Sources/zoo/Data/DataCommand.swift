import ArgumentParser
import Datasets

/// `zoo data`: data sets, registered ones and folders.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Lists, fetches, checks and shows data sets.",
    discussion: """
      Examples:
        zoo data list
        zoo data check photos/
        zoo data preview ants_bees --sample --output sheet.png
      """,
    subcommands: [
      DataList.self, DataPull.self, DataCheck.self, DataPath.self, DataPreview.self,
    ])
}

/// The argument that names a registered data set.
struct DatasetArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "A registered data set: \(DatasetRegistry.all.map(\.name).joined(separator: ", ")).",
      valueName: "name"),
    completion: .list(DatasetRegistry.all.map(\.name)))
  var name: String

  @Option(
    help: ArgumentHelp("A folder that holds the data set.", valueName: "folder"),
    completion: .directory)
  var dataRoot: String?

  /// The data set.
  var dataset: RegisteredDataset {
    get throws(Failure) {
      if let found = DatasetRegistry[name] { return found }
      throw Failure(
        .usage,
        Suggestion.answer(to: name, among: DatasetRegistry.all.map(\.name), kind: "data set"))
    }
  }

  func validate() throws {
    _ = try dataset
  }
}

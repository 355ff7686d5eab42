import ArgumentParser
import Datasets

/// The data that `check` and `preview` look at.
struct DataSource: ParsableArguments {
  @Argument(
    help: ArgumentHelp("A registered name, a folder, or a table of texts.", valueName: "name|path"),
    completion: .directory)
  var data: String

  @Option(
    help: ArgumentHelp("A folder that holds the registered data set.", valueName: "folder"),
    completion: .directory)
  var dataRoot: String?

  @Flag(help: "Look at the drawn sample.")
  var sample = false

  @OptionGroup var columns: TableColumns

  @Option(help: ArgumentHelp("Where the drawn sample begins.", valueName: "n≥0"))
  var seed: UInt64 = 1234

  /// Data of a kind.
  enum Found {
    /// Pictures with a class each.
    case pictures(ImageData)
    /// Pictures with boxes.
    case objects(ObjectData)
    /// Texts with a class each.
    case texts(TextData)
  }

  /// The data, of the kind that a folder's layout says; nothing is fetched.
  ///
  /// - Parameters:
  ///   - announcesStrays: Whether to name the files that were left out.
  ///   - badBoxes: What becomes of boxes that cannot be.
  ///   - skipsBroken: Whether annotations that cannot be read are left out and reported.
  /// - Returns: The data.
  /// - Throws: `DatasetError`, when they are not at hand or broken.
  func found(
    announcesStrays: Bool = true, badBoxes: BadBoxPolicy = .error, skipsBroken: Bool = false
  ) async throws -> Found {
    let options = DatasetOptions(
      root: dataRoot, sample: sample ? .always : .fallback, isOffline: true, seed: seed)
    let found: Found
    let notices: [String]
    if hasTexts {
      let data = try await DatasetRegistry.resolveTexts(
        data, options,
        table: TextTableOptions(
          textColumn: columns.textColumn, labelColumn: columns.labelColumn,
          skipsBroken: skipsBroken))
      (found, notices) = (.texts(data), data.notices)
    } else if hasBoxes {
      let data = try await DatasetRegistry.resolveObjects(
        data, options, badBoxes: badBoxes, skipsBroken: skipsBroken)
      (found, notices) = (.objects(data), data.notices)
    } else {
      let data = try await DatasetRegistry.resolve(data, options)
      (found, notices) = (.pictures(data), data.notices)
    }
    for notice in notices where announcesStrays || !notice.hasPrefix("skipped: ") {
      Console.note("zoo: \(notice)")
    }
    return found
  }

  private var hasTexts: Bool {
    guard let known = DatasetRegistry[data] else {
      return TextData.isTextData(data)
    }
    if case .texts = known.contents { return true }
    return false
  }

  private var hasBoxes: Bool {
    guard let known = DatasetRegistry[data] else {
      return ObjectData.isObjectFolder(data)
    }
    if case .objects = known.contents { return true }
    return false
  }
}

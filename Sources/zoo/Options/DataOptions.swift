import ArgumentParser
import Datasets
import Files

extension BadBoxPolicy: ExpressibleByArgument, Codable {}
extension ImageSets: ExpressibleByArgument {}

/// Which data to use, and what to do when they are not at hand.
struct DataOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Data: a registered name ('zoo data list'), a folder with a folder per class, for detectors \
      one laid out like Pascal VOC's or COCO's, for texts also a table (.tsv, .csv, .jsonl) or a \
      folder of them (default: ants_bees; ssd voc2012; mnist and the adversarial ones mnist; \
      transformer and bert imdb).
      """, valueName: "name|path"),
    completion: .directory)
  var data: String?

  @Option(
    help: ArgumentHelp("A folder that holds the registered data set.", valueName: "folder"),
    completion: .directory)
  var dataRoot: String?

  @Flag(help: "Use the drawn sample and the weights at hand at once: no download.")
  var sample = false

  @Flag(help: "Never fall back to the drawn sample or small weights: end with 69 instead.")
  var noSample = false

  @Option(help: ArgumentHelp("Use at most this many items of each part.", valueName: "n"))
  var limit: Int?

  @Option(help: ArgumentHelp("Use these digits only, of data of digits.", valueName: "7,8"))
  var digits: DigitList?

  @Option(
    help: """
      What becomes of boxes that are outside the picture, inverted or without area (default: \
      error).
      """)
  var badBoxes: BadBoxPolicy?

  @Option(
    help: ArgumentHelp(
      """
      Boxes: the lists to train and to validate with (default: trainval,test where there are both, \
      else train,val).
      """, valueName: "list,list"))
  var imageSets: ImageSets?

  @OptionGroup var columns: TableColumns

  @Flag(
    help: """
      Boxes: leave out annotations that are broken or of no picture, and name them; tables: rows.
      """)
  var skipBroken = false

  func validate() throws {
    if sample, noSample { throw Failure(.usage, "--sample and --no-sample contradict each other") }
    if let limit, limit < 1 { throw Failure(.usage, "--limit \(limit) is not 1 or more") }
    // Names have no dots: what has one is a file, which is looked for where data are read.
    guard let data, !data.contains("/"), !data.contains("."), !isFolder(data) else { return }
    let names = DatasetRegistry.all.map(\.name)
    guard names.contains(data) else {
      throw Failure(
        .usage,
        Suggestion.answer(to: data, among: names, kind: "data set or folder"))
    }
  }

  /// - Throws: `Failure`, where digits are asked for of data that have none.
  func checkNoDigits(in name: String) throws(Failure) {
    if digits != nil { throw Failure(.usage, "--digits: \(name) is no data of digits") }
  }

  /// How tables of texts are read.
  var tableOptions: TextTableOptions {
    TextTableOptions(
      textColumn: columns.textColumn, labelColumn: columns.labelColumn, skipsBroken: skipBroken)
  }

  /// The options of the registry.
  func registryOptions(
    offline: Bool, seed: UInt64, pictureSide: Int = 28
  ) -> DatasetOptions {
    DatasetOptions(
      root: dataRoot, sample: sample ? .always : noSample ? .never : .fallback,
      isOffline: offline, seed: seed, greySide: pictureSide)
  }

  /// The data, fetched if need be; what stands in for them is announced.
  ///
  /// - Parameters:
  ///   - name: A registered name or a folder.
  ///   - type: What they are read as.
  ///   - offline: Whether nothing may be fetched.
  ///   - seed: What splits and drawings follow from.
  ///   - pictureSide: The side that the model's grey pictures have: files of their own get it.
  ///   - quiet: Whether no progress is shown.
  /// - Returns: The data.
  /// - Throws: `DatasetError`, when they are not to be had or broken.
  func resolved<Samples: TrainingSamples>(
    _ name: String, as type: Samples.Type = Samples.self, offline: Bool, seed: UInt64,
    pictureSide: Int = 28, quiet: Bool
  ) async throws -> Samples {
    let progress = DownloadProgress(name, isShown: !quiet)
    defer { progress.clear() }
    let data = try await Samples.resolve(
      name, self,
      registryOptions(offline: offline, seed: seed, pictureSide: pictureSide),
      progress: progress.update)
    progress.clear()
    for notice in data.notices { Console.note("zoo: \(notice)") }
    return data
  }
}

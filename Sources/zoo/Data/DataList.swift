import ArgumentParser
import Datasets

/// `zoo data list`: the registered data sets.
struct DataList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the registered data sets.",
    discussion: "Example: zoo data list")

  /// A line of the list.
  private struct Line: Encodable {
    let name: String
    let summary: String
    let url: String
    let licence: String
    let path: String?
  }

  @Flag(help: "Results as JSON, one object a line.")
  var json = false

  func run() async throws {
    var table = Table(["name", "at hand", "what", "licence"], left: [0, 1, 2, 3])
    for known in DatasetRegistry.all {
      let path = try? await DataPath.localPath(of: known, root: nil)
      if json {
        try Console.output(
          JSONLine.text(
            of: Line(
              name: known.name, summary: known.summary, url: known.url, licence: known.licence,
              path: path)))
      }
      table.append([
        known.name, path != nil ? "yes" : known.hasSample ? "drawn sample" : "no", known.summary,
        known.licence,
      ])
    }
    if !json { for line in table.lines { try Console.result(line) } }
  }
}

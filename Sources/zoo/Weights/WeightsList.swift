import ArgumentParser
import Checkpoints
import Tasks

/// `zoo weights list`: what is registered, and what is at hand.
struct WeightsList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists the registered weights.",
    discussion: "Example: zoo weights list")

  /// A line of the list.
  private struct Line: Encodable {
    let entry: WeightsEntry
    let path: String?

    private enum Keys: String, CodingKey {
      case path
    }

    func encode(to encoder: any Encoder) throws {
      try entry.encode(to: encoder)
      var container = encoder.container(keyedBy: Keys.self)
      try container.encode(path, forKey: .path)
    }
  }

  @Flag(help: "Results as JSON, one object a line.")
  var json = false

  func run() throws {
    let registry = try WeightsRegistry.shipped()
    var table = Table(
      ["name", "model", "size", "at hand", "licence", "metric"], left: [0, 1, 3, 4, 5])
    for entry in registry.entries {
      let found = registry.located(entry)
      if json {
        try Console.output(JSONLine.text(of: Line(entry: entry, path: found?.path)))
      }
      table.append([
        entry.name, entry.model, Figures.bytes(entry.bytes), found?.origin.rawValue ?? "no",
        entry.licence, entry.metric,
      ])
    }
    if !json { for line in table.lines { try Console.result(line) } }
  }
}

import ArgumentParser
import Checkpoints
import Tasks
import Files

/// `zoo weights verify`: compares files with what is registered.
struct WeightsVerify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Checks the weights at hand against their SHA-256, and that files can be read.",
    discussion: "Example: zoo weights verify")

  @Argument(
    help: ArgumentHelp("Registered names or files (default: all at hand).", valueName: "name|file"))
  var names: [String] = []

  func run() throws {
    let registry = try WeightsRegistry.shipped()
    if names.isEmpty {
      for entry in registry.entries {
        if let found = registry.located(entry) { try verify(found, registry) }
      }
    }
    for name in names { try verify(try registry.located(name), registry) }
  }

  private func verify(_ found: ResolvedWeights, _ registry: WeightsRegistry) throws {
    if let entry = found.entry {
      try registry.verify(found.path, entry)
    } else {
      let hash = try sha256(ofFile: found.path)
      if let entry = registry.entries.first(where: { $0.file == fileName(of: found.path) }) {
        try registry.verify(found.path, entry)
      } else {
        Console.note("\(found.path): not registered; SHA-256 \(hash)")
      }
    }
    let checkpoint = try Checkpoint.load(found.path)
    try Console.result("\(found.path): sound, \(checkpoint.tensors.count) tensors")
  }
}

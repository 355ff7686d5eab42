import ArgumentParser
import Checkpoints
import Tasks
import Files

/// `zoo weights verify`: compares files with what is registered.
struct WeightsVerify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Checks the weights at hand against their SHA-256, and that files hold numbers.",
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
    let broken = checkpoint.tensors.reduce(0) { $0 + $1.nonFiniteCount }
    let verdict =
      broken == 0
      ? "sound"
      : "sound but for \(Figures.count(broken, "value")) of NaN or infinity, which 'zoo weights "
        + "inspect --values' finds"
    try Console.result(
      "\(found.path): \(Figures.count(checkpoint.tensors.count, "tensor")), \(verdict)")
  }
}

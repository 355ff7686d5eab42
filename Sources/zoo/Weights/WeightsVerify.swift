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
    let files =
      names.isEmpty
      ? registry.entries.compactMap(registry.located)
      : try names.map { name in try registry.located(name) }
    // Those that are not sound are reported, the others go on.
    var failures: [Failure] = []
    for found in files {
      do {
        try verify(found, registry)
      } catch {
        failures.append(Failure(error))
      }
    }
    guard let first = failures.first else { return }
    if files.count == 1 { throw first }
    failures.forEach(Console.error)
    throw Failure(
      .badData, "\(failures.count) of \(files.count) files are not sound — see the lines above")
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
    guard broken == 0 else {
      throw Failure(
        .badData,
        "\(found.path): \(Figures.count(broken, "value")) of NaN or infinity — "
          + "'zoo weights inspect --values' finds them")
    }
    try Console.result(
      "\(found.path): \(Figures.count(checkpoint.tensors.count, "tensor")), sound")
  }
}

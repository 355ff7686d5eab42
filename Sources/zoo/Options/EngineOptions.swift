import ArgumentParser
import Kernels

/// What every verb that computes understands.
struct EngineOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Threads to compute with (default: all cores).", valueName: "n"))
  var threads: Int?

  @Option(help: ArgumentHelp("Where random numbers begin (default: 1234).", valueName: "n≥0"))
  var seed: UInt64?

  @Flag(help: "Results as JSON, one object a line.")
  var json = false

  @Flag(help: "No progress, only results, warnings and errors.")
  var quiet = false

  func validate() throws {
    guard let threads else { return }
    guard (1...1024).contains(threads) else {
      throw Failure(.usage, "--threads \(threads) is not within 1…1024")
    }
  }

  /// Sets the number of threads of the process.
  func apply() {
    if let threads { setThreadCount(threads) }
  }

  /// Tells about progress, unless that is not wanted.
  func note(_ line: String) {
    if !quiet { Console.note(line) }
  }
}

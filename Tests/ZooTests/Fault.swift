import Foundation
import Testing

/// A fault at the n-th call of a kind that the command makes to the system, injected by `strace`.
struct Fault: CustomTestStringConvertible, Sendable {
  /// The kind of call, as strace spells it.
  let call: String
  /// What becomes of the call: `signal=KILL`, or `error=` and a reason.
  let effect: String

  var testDescription: String { "\(effect) at each \(call)" }

  /// Whether faults can be injected here.
  static let isPossible: Bool = {
    guard FileManager.default.isExecutableFile(atPath: program), let folder = try? Folder() else {
      return false
    }
    // Where a container allows no tracing, the program is there in vain.
    let call = try? Command(["--version"], in: folder, under: [program, "-f", "-o", "trace"])
    return call?.status == 0
  }()

  /// What skipped tests say.
  static let requirement: Comment = "needs strace, and the right to trace"

  private static let program = "/usr/bin/strace"

  /// Runs `zoo` with the fault at the `count`-th call of any of its threads.
  ///
  /// - Parameters:
  ///   - arguments: The arguments.
  ///   - folder: The working directory.
  ///   - count: At which call, from 1.
  /// - Returns: The call, whether the fault happened, which it did not, if there were fewer calls, and the
  ///   calls of the system that failed: at most one of each thread.
  /// - Throws: When the command cannot be started, or hangs.
  func strike(
    _ arguments: [String], in folder: Folder, at count: Int
  ) throws -> (command: Command, happened: Bool, failed: [Substring]) {
    let command = try Command(
      arguments, in: folder,
      under: [
        // strace counts for each thread: what trains, and saves, is to be always the same one.
        "/usr/bin/env", "LIBDISPATCH_COOPERATIVE_POOL_STRICT=1",
        Self.program, "-f", "-y", "-qq", "-e", "signal=none", "-o", "trace",
        "-e", "trace=\(call)", "-e", "inject=\(call):\(effect):when=\(count)",
      ])
    let trace = try String(contentsOfFile: folder.file("trace"), encoding: .utf8)
    // With the files that are written to: strace names them beside their descriptors.
    let failed = trace.split(separator: "\n").filter { $0.contains("(INJECTED)") }
    return (command, command.status == -SIGKILL || !failed.isEmpty, failed)
  }
}

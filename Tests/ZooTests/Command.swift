import Dispatch
import Foundation

/// A call of the built command and what came of it.
struct Command {
  /// The exit code; negative for a signal.
  let status: Int32
  /// What stood on standard output.
  let output: String
  /// What stood on standard error.
  let errors: String

  /// The lines of the output.
  var lines: [Substring] { output.split(separator: "\n") }

  /// The command, which is built beside the tests.
  static var executable: URL {
    get throws {
      let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
      return URL(filePath: tests).deletingLastPathComponent().appending(path: "zoo")
    }
  }

  /// The seconds after which a call is killed, far more than any takes.
  private static let longest = 600.0

  /// Thrown for a call that had to be killed.
  struct Hung: Error {
    /// The words of the call.
    let words: [String]
    /// What stood on standard error.
    let errors: String
  }

  /// Runs `zoo` with arguments and waits for its end.
  ///
  /// - Parameters:
  ///   - arguments: The arguments.
  ///   - folder: The working directory, whose `home` is the cache.
  ///   - input: What stands on standard input.
  ///   - signals: Signals, each to send once standard error holds a text.
  ///   - seconds: When to kill the command, should it still run.
  ///   - limit: The most KiB of address space that it may have.
  ///   - wrapper: A program and its arguments that run the command, such as `env` or `strace`.
  ///   - environment: Variables beside those that all calls have.
  ///   - executable: The command; nil for the one that is built beside the tests.
  /// - Throws: When the command cannot be started, or hangs.
  init(
    _ arguments: [String], in folder: Folder, input: [UInt8] = [],
    signals: [(number: Int32, after: String)] = [], killAfter seconds: Double? = nil,
    memoryLimit limit: Int? = nil, under wrapper: [String] = [],
    environment: [String: String] = [:], executable: String? = nil
  ) throws {
    let process = Process()
    var words = [try executable ?? Self.executable.path] + arguments
    if let limit {
      words = ["/bin/sh", "-c", "ulimit -v \(limit) && exec \"$0\" \"$@\""] + words
    }
    words = wrapper + words
    process.executableURL = URL(filePath: words[0])
    process.arguments = Array(words.dropFirst())
    process.currentDirectoryURL = URL(filePath: folder.path)
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["ZOO_HOME": folder.file("home"), "SWIFT_BACKTRACE": "enable=no"]
    ) { $1 }.merging(environment) { $1 }
    // Files, not pipes: a pipe that nobody reads would stop the process.
    let (outputPath, errorPath) = (folder.file(".output"), folder.file(".errors"))
    try Data(input).write(to: URL(filePath: folder.file(".input")))
    for path in [outputPath, errorPath] { try Data().write(to: URL(filePath: path)) }
    process.standardInput = FileHandle(forReadingAtPath: folder.file(".input"))
    process.standardOutput = FileHandle(forWritingAtPath: outputPath)
    process.standardError = FileHandle(forWritingAtPath: errorPath)
    try process.run()
    let end = Self.end(of: process)
    for signal in signals {
      while process.isRunning {
        let errors = try String(contentsOfFile: errorPath, encoding: .utf8)
        if errors.contains(signal.after) { break }
        usleep(5_000)
      }
      if process.isRunning { kill(process.processIdentifier, signal.number) }
    }
    if let seconds {
      usleep(UInt32(seconds * 1e6))
      if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }
    process.waitUntilExit()
    end.task.cancel()
    status =
      process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    output = try String(contentsOfFile: outputPath, encoding: .utf8)
    errors = try String(contentsOfFile: errorPath, encoding: .utf8)
    if ContinuousClock.now >= end.time { throw Hung(words: words, errors: errors) }
  }

  /// Kills a process that hangs, so that it holds up no other test, with all that it started.
  private static func end(
    of process: Process
  ) -> (time: ContinuousClock.Instant, task: DispatchWorkItem) {
    let identifier = process.processIdentifier
    let task = DispatchWorkItem {
      // It leads a group of its own, to which a command under a wrapper and all children belong.
      kill(-identifier, SIGKILL)
    }
    let time = ContinuousClock.now + .seconds(longest)
    DispatchQueue.global().asyncAfter(deadline: .now() + longest, execute: task)
    return (time, task)
  }

  /// Runs `zoo`, sending one signal.
  ///
  /// - Parameters:
  ///   - arguments: The arguments.
  ///   - folder: The working directory, whose `home` is the cache.
  ///   - signal: A signal to send once standard error holds a text.
  /// - Throws: When the command cannot be started.
  init(
    _ arguments: [String], in folder: Folder, signal: (number: Int32, after: String)
  ) throws {
    try self.init(arguments, in: folder, signals: [signal])
  }
}

import Foundation

/// A program of the system that some tests need, and what it showed of a call of the command.
enum Tool {
  /// The path of a program that ends with 0 for these arguments; nil where there is none, or it may not
  /// do its work.
  private static func path(_ name: String, trial arguments: [String]) -> String? {
    for folder in ["/usr/bin", "/bin", "/usr/sbin", "/sbin"] {
      let path = "\(folder)/\(name)"
      guard FileManager.default.isExecutableFile(atPath: path) else { continue }
      let process = Process()
      process.executableURL = URL(filePath: path)
      process.arguments = arguments
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      guard (try? process.run()) != nil else { continue }
      process.waitUntilExit()
      if process.terminationStatus == 0 { return path }
    }
    return nil
  }

  /// What shows a program's calls of the system.
  static let strace = path(
    "strace", trial: ["-f", "-e", "trace=execve", "-o", "/dev/null", "true"])
  /// A program in a network of its own, in which nothing is.
  static let unshare = path("unshare", trial: ["-rn", "true"])
  /// A program without the right to read whatever it wants, should a superuser run it.
  static let setpriv = path("setpriv", trial: unprivileged + ["true"])
  private static let unprivileged = ["--bounding-set=-dac_override,-dac_read_search"]

  /// How a call is run as anybody's.
  static var asAnybody: [String] { [setpriv ?? "setpriv"] + unprivileged }
  /// How a call is run that may compute for some seconds only, whatever else the machine does, and
  /// wait for two minutes: it is killed then.
  static func within(processorSeconds seconds: Int) -> [String] {
    [
      "/bin/sh", "-c", "ulimit -t \(seconds) && exec \"$0\" \"$@\"", "/usr/bin/timeout", "-k", "1",
      "120",
    ]
  }
  /// How a call is run without a network.
  static var withoutNetwork: [String] { [unshare ?? "unshare", "-rn"] }
}

extension Command {
  /// Runs `zoo` and notes the programs that it starts and the places that it connects to.
  ///
  /// - Parameters:
  ///   - arguments: The arguments.
  ///   - folder: The working directory.
  ///   - executable: The command; nil for the one that is built beside the tests.
  ///   - name: A part of the names of files whose opening is noted, too.
  /// - Returns: The call, and a line for each start of a program but its own, or connection.
  /// - Throws: When the command cannot be started.
  static func traced(
    _ arguments: [String], in folder: Folder, executable: String? = nil,
    alsoOpening name: String? = nil
  ) throws -> (call: Command, events: [Substring]) {
    let log = folder.file(".trace")
    let call = try Command(
      arguments, in: folder,
      under: [
        Tool.strace ?? "strace", "-f", "-qq", "-e",
        "trace=execve,execveat,connect,sendto,open,openat", "-e",
        "signal=none", "-o", log,
      ], executable: executable)
    let lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
    let calls = lines.filter { line in
      ["execve(", "execveat(", "connect(", "sendto("].contains { line.contains($0) }
        || name.map { line.contains("open") && line.contains($0) } == true
    }
    // The first is that of the command itself.
    return (call, Array(calls.dropFirst()))
  }
}

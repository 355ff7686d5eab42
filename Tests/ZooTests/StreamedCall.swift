import Foundation
import Testing

/// A call that reads a pipe, which is fed on only once the first of it is answered.
struct StreamedCall {
  /// What the call answered, a JSON object a line.
  let answers: [[String: Any]]

  /// Runs `zoo` to its end, which must be a good one.
  ///
  /// - Parameters:
  ///   - arguments: The arguments, `--json` among them.
  ///   - folder: The working directory.
  ///   - first: What stands in the pipe at first.
  ///   - rest: What follows once something is answered.
  /// - Throws: When it hangs: what waits for all of its input never answers.
  init(_ arguments: [String], in folder: Folder, first: String, rest: String) throws {
    let script = """
      mkfifo pipe
      "$0" "$@" <pipe >answers &
      exec 3>pipe
      printf '%s' "$FIRST" >&3
      until [ -s answers ]; do sleep 0.1; done
      printf '%s' "$REST" >&3
      exec 3>&-
      wait $!
      """
    let call = try Command(
      ["-c", script, Command.executable.path] + arguments, in: folder,
      under: ["/usr/bin/timeout", "-k", "1", "60"], environment: ["FIRST": first, "REST": rest],
      executable: "/bin/sh")
    #expect(call.status == 0, "\(call.errors)")
    answers = try String(contentsOfFile: folder.file("answers"), encoding: .utf8)
      .split(separator: "\n").map { try object($0) }
  }
}

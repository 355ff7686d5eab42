import ArgumentParser
import Glibc

/// The entry of the command: parses, runs, and turns every end into an exit code.
@main
enum Main {
  static func main() async {
    Console.claimStreams()
    let arguments = Arguments.joiningNegatives(Array(CommandLine.arguments.dropFirst()))
    exit(await status(of: arguments).rawValue)
  }

  private static func status(of arguments: [String]) async -> ExitStatus {
    do {
      var command = try parse(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      return .success
    } catch {
      return finish(with: error)
    }
  }

  /// The command that the arguments spell.
  ///
  /// - Throws: `CleanExit` and help requests as they are, everything else as `Failure`.
  private static func parse(_ arguments: [String]) throws -> any ParsableCommand {
    do {
      return try Zoo.parseAsRoot(arguments)
    } catch {
      if Zoo.exitCode(for: error) == .success { throw error }
      if let failure = error as? Failure { throw failure }
      throw Failure(.usage, UsageMessage(error: error, arguments: arguments).line)
    }
  }

  /// Prints what `error` has to say and returns its exit code.
  private static func finish(with error: any Error) -> ExitStatus {
    do {
      guard !(error is Failure || error is any ModuleError), Zoo.exitCode(for: error) == .success
      else { throw error }
      try Console.output(Zoo.fullMessage(for: error))
      return .success
    } catch {
      let failure = Failure(error)
      Console.error(failure)
      return failure.status
    }
  }
}

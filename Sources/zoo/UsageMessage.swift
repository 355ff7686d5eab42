import ArgumentParser

/// What is wrong with the arguments, on one line, with the nearest name and where help is.
struct UsageMessage {
  /// The line.
  let line: String

  /// Words the parser's complaint about `arguments`.
  init(error: any Error, arguments: [String]) {
    let (verbs, unknown) = Self.path(of: arguments)
    let verb = (["zoo"] + verbs.map(\.name)).joined(separator: " ")
    let message =
      if let unknown {
        Suggestion.answer(
          to: unknown.name, among: unknown.siblings, kind: verbs.isEmpty ? "verb" : "\(verb) verb")
      } else {
        Self.oneLine(Self.message(for: error, of: verbs.last?.type ?? Zoo.self))
      }
    line = "\(message) — see '\(verb) --help'"
  }

  /// The parser's message; an unknown option of the first letters of one's words, such as `--lr`,
  /// means that one.
  private static func message(
    for error: any Error, of command: any ParsableCommand.Type
  ) -> String {
    let message = Zoo.message(for: error)
    guard let unknown = message.firstMatch(of: /Unknown option '--([a-z]+)'/)?.output.1,
      let meant = command.helpMessage().matches(of: /--([a-z]+(?:-[a-z]+)+)/).first(where: {
        $0.output.1.split(separator: "-").compactMap(\.first).elementsEqual(unknown)
      })
    else { return message }
    return "Unknown option '--\(unknown)'. Did you mean '\(meant.output.0)'?"
  }

  /// The commands that the first arguments name, and the word that names none where one must stand.
  private static func path(
    of arguments: [String]
  ) -> (verbs: [(name: String, type: any ParsableCommand.Type)], unknown: UnknownVerb?) {
    var verbs: [(name: String, type: any ParsableCommand.Type)] = []
    var command: any ParsableCommand.Type = Zoo.self
    for word in arguments {
      let children = command.configuration.subcommands
      if children.isEmpty { break }
      guard let child = children.first(where: { $0._commandName == word }) else {
        if word.hasPrefix("-") { break }
        let siblings = children.map { $0._commandName } + (verbs.isEmpty ? ["help"] : [])
        return (verbs, UnknownVerb(name: word, siblings: siblings))
      }
      verbs.append((word, child))
      command = child
    }
    return (verbs, nil)
  }

  /// A word that is no verb, and the verbs that could stand there.
  private struct UnknownVerb {
    let name: String
    let siblings: [String]
  }

  /// The parser's message in the style of the command's own: small first letter, no final stop.
  private static func oneLine(_ message: String) -> String {
    var words = message.split(whereSeparator: \.isNewline)
      .map { line in line.drop { $0 == " " || $0 == "-" && line.contains("  - ") } }
      .joined(separator: " ")
    if words.hasSuffix(".") { words.removeLast() }
    return words.prefix(1).lowercased() + words.dropFirst()
  }
}

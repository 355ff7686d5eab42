import ArgumentParser
import BERT
import Tokenizers

/// `zoo fill`: guesses masked words.
struct FillCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fill",
    abstract: "Guesses the words behind [MASK].",
    discussion: """
      The weights are a folder as transformers writes it, of a model that was trained to guess words. \
      Example:
        zoo fill bert --weights models/bert-base-uncased "The capital of France is [MASK]."
      """)

  /// The guesses for a mask.
  private struct Line: Encodable {
    let text: String
    let mask: Int
    let guesses: [WordGuesser.Guess]
  }

  @OptionGroup var input: LanguageInputs

  @Option(help: ArgumentHelp("The number of guesses for a mask.", valueName: "n"))
  var top = 5

  @OptionGroup var engine: EngineOptions

  func validate() throws {
    guard (1...1000).contains(top) else {
      throw Failure(.usage, "--top \(top) is not within 1…1000")
    }
  }

  func run() throws {
    engine.apply()
    let guesser = try WordGuesser.load(input.weights)
    Console.warn(guesser.warnings, about: input.weights)
    let mask = guesser.tokenizer.specialTokens.mask
    guard guesser.tokenizer.maskID != nil else {
      throw Failure(
        .badData,
        "\(input.weights): the vocabulary has no '\(mask)' — use a model that was trained to guess "
          + "words")
    }
    var (portions, notes) = (input.texts.portions(), TextNotes(weights: input.weights))
    while let texts = try portions.next() {
      if let text = texts.first(where: { !$0.contains(mask) }) {
        throw Failure(
          .badData,
          "no \(mask) in '\(TextInputs.beginning(of: text))' — write it in place of a word")
      }
      for text in texts { try answer(text, guesser, &notes) }
    }
    notes.tellCut(engine)
  }

  /// Guesses the masked words of a text.
  private func answer(
    _ text: String, _ guesser: WordGuesser, _ notes: inout TextNotes
  ) throws {
    notes.add(droppedTokens: guesser.droppedTokenCount(of: text))
    let answers = guesser.fill(text, top: top)
    guard !answers.isEmpty else {
      let mask = guesser.tokenizer.specialTokens.mask
      throw Failure(
        .badData,
        "no \(mask) is read of '\(TextInputs.beginning(of: text))' — put it nearer to the beginning"
      )
    }
    notes.add(areNumbers: answers.allSatisfy { $0.allSatisfy(\.probability.isFinite) })
    for (index, guesses) in answers.enumerated() {
      if engine.json {
        try Console.output(JSONLine.text(of: Line(text: text, mask: index + 1, guesses: guesses)))
      } else {
        let list = guesses.map {
          "\($0.token) \(Figures.fixed(Double($0.probability), 3))"
        }
        try Console.result(list.joined(separator: ", "))
      }
    }
  }
}

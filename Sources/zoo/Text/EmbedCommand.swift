import ArgumentParser
import BERT
import Tensors

/// `zoo embed`: turns texts into vectors.
struct EmbedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "embed",
    abstract: "Turns texts into vectors of length 1, and tells how alike two texts are.",
    discussion: """
      A vector is the mean of its tokens' vectors; the product of two is the cosine of their angle. \
      Two texts are compared; --json prints the vectors of any number. The weights are a folder as \
      transformers writes it. Examples:
        zoo embed bert --weights models/minilm "A man plays." "Someone makes music."
        zoo embed bert --weights models/minilm --json "A man plays."
      """)

  /// The vector of a text.
  private struct Line: Encodable {
    let text: String
    let vector: [Float]
    /// The tokens that were not read, since the text is too long.
    let droppedTokens: Int
    /// Whether a word of what was read is known; if not, the vector means nothing.
    let known: Bool
  }

  @OptionGroup var input: LanguageInputs

  @OptionGroup var engine: EngineOptions

  func run() throws {
    engine.apply()
    guard engine.json else { return try compare() }
    let encoder = try encoder()
    var (portions, notes) = (input.texts.portions(), TextNotes(weights: input.weights))
    while let texts = try portions.next() {
      for line in lines(of: texts, encoder, &notes) {
        try Console.output(JSONLine.text(of: line))
      }
    }
    notes.tellCut(engine)
  }

  /// Tells how alike two texts are.
  private func compare() throws {
    let texts = try input.texts.read()
    guard texts.count == 2 else {
      throw Failure(
        .usage, "\(Figures.count(texts.count, "text")): give two to compare, or --json for vectors")
    }
    var notes = TextNotes(weights: input.weights)
    let lines = try lines(of: texts, encoder(), &notes)
    notes.tellCut(engine)
    let cosine = zip(lines[0].vector, lines[1].vector).reduce(Float(0)) { $0 + $1.0 * $1.1 }
    try Console.result(Figures.fixed(Double(cosine), 4))
  }

  private func encoder() throws -> SentenceEncoder {
    let encoder = try SentenceEncoder.load(input.weights)
    Console.warn(encoder.warnings, about: input.weights)
    return encoder
  }

  /// The vectors of some texts.
  private func lines(
    of texts: [String], _ encoder: SentenceEncoder, _ notes: inout TextNotes
  ) -> [Line] {
    zip(texts, encoder.embeddings(of: texts)).map { text, embedding in
      notes.add(areNumbers: embedding.vector.allSatisfy(\.isFinite))
      notes.add(droppedTokens: embedding.droppedTokenCount)
      TextInputs.note(knowsWord: embedding.knowsWord, of: text)
      return Line(
        text: text, vector: embedding.vector, droppedTokens: embedding.droppedTokenCount,
        known: embedding.knowsWord)
    }
  }
}

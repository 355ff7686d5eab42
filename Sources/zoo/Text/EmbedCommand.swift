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
  }

  @OptionGroup var input: LanguageInputs

  @OptionGroup var engine: EngineOptions

  func run() throws {
    engine.apply()
    let texts = try input.texts.read()
    guard engine.json || texts.count == 2 else {
      throw Failure(
        .usage, "\(Figures.count(texts.count, "text")): give two to compare, or --json for vectors")
    }
    let encoder = try SentenceEncoder.load(input.weights)
    Console.warn(encoder.warnings, about: input.weights)
    for text in texts { TextInputs.note(encoder.droppedTokenCount(of: text), droppedOf: text) }
    let vectors = encoder.embed(texts)
    let (scalars, size) = (vectors.scalars, vectors.shape[1])
    TextInputs.note(areNumbers: scalars.allSatisfy(\.isFinite), of: input.weights)
    let rows = texts.indices.map { Array(scalars[$0 * size..<($0 + 1) * size]) }
    guard engine.json else {
      let cosine = zip(rows[0], rows[1]).reduce(Float(0)) { $0 + $1.0 * $1.1 }
      return try Console.result(Figures.fixed(Double(cosine), 4))
    }
    for (text, vector) in zip(texts, rows) {
      try Console.result(JSONLine.text(of: Line(text: text, vector: vector)))
    }
  }
}

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
    guard engine.json else { return try compare() }
    let encoder = try encoder()
    var (portions, areNumbers) = (input.texts.portions(), true)
    while let texts = try portions.next() {
      for (text, vector) in zip(texts, vectors(of: texts, encoder, &areNumbers)) {
        try Console.result(JSONLine.text(of: Line(text: text, vector: vector)))
      }
    }
  }

  /// Tells how alike two texts are.
  private func compare() throws {
    let texts = try input.texts.read()
    guard texts.count == 2 else {
      throw Failure(
        .usage, "\(Figures.count(texts.count, "text")): give two to compare, or --json for vectors")
    }
    var areNumbers = true
    let vectors = try vectors(of: texts, encoder(), &areNumbers)
    let cosine = zip(vectors[0], vectors[1]).reduce(Float(0)) { $0 + $1.0 * $1.1 }
    try Console.result(Figures.fixed(Double(cosine), 4))
  }

  private func encoder() throws -> SentenceEncoder {
    let encoder = try SentenceEncoder.load(input.weights)
    Console.warn(encoder.warnings, about: input.weights)
    return encoder
  }

  /// The vectors of some texts; that they are no numbers is told once.
  private func vectors(
    of texts: [String], _ encoder: SentenceEncoder, _ areNumbers: inout Bool
  ) -> [[Float]] {
    for text in texts { TextInputs.note(encoder.droppedTokenCount(of: text), droppedOf: text) }
    let vectors = encoder.embed(texts)
    let (scalars, size) = (vectors.scalars, vectors.shape[1])
    if areNumbers {
      areNumbers = scalars.allSatisfy(\.isFinite)
      TextInputs.note(areNumbers: areNumbers, of: input.weights)
    }
    return texts.indices.map { Array(scalars[$0 * size..<($0 + 1) * size]) }
  }
}

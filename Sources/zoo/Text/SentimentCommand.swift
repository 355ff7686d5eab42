import ArgumentParser
import Files
import Tasks

/// `zoo sentiment`: says of which class texts are, and which words told.
struct SentimentCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sentiment",
    abstract: "Says whether texts praise or blame, or of which other class they are.",
    discussion: """
      The weights are a checkpoint of one's own training, or for bert a folder as transformers \
      writes it, with config.json, vocab.txt and the weights in it. Examples:
        zoo sentiment transformer --weights runs/reviews/best.safetensors "A wonderful film."
        zoo sentiment bert --weights models/bert-imdb "Not good." "Not bad." --html words.html
        cat reviews.txt | zoo sentiment bert --weights models/bert-imdb - --json
      """)

  /// The answer for a text.
  private struct Line: Encodable {
    let text: String
    let classes: [Classification]
    /// The tokens that were not read, since the text is too long.
    let droppedTokens: Int
    /// Whether a word of what was read is known; if not, the answer means nothing.
    let known: Bool
    let weights: String
  }

  /// The page, told once it is written.
  private struct Page: Encodable {
    let page: String
  }

  @OptionGroup var model: ModelArgument<TextClassifiers>

  @OptionGroup var texts: TextInputs

  @OptionGroup var weights: WeightsOptions<TextWeights>

  @Option(
    help: ArgumentHelp(
      "Write a page that shows which words counted, layer by layer.", valueName: "file"),
    completion: .file(extensions: ["html"]))
  var html: String?

  @Option(help: ArgumentHelp("The number of answers for a text.", valueName: "n"))
  var top = 2

  @OptionGroup var engine: EngineOptions

  func validate() throws {
    guard (1...1000).contains(top) else {
      throw Failure(.usage, "--top \(top) is not within 1…1000")
    }
    try PageOutput.check(html, "--html")
  }

  func run() async throws {
    engine.apply()
    if let html { try PageOutput.prepare(html) }
    let (classifier, name) = try await weights.textClassifier(of: model.model, engine)
    var (portions, notes) = (texts.portions(), TextNotes(weights: name))
    var shown: [String] = []
    while let texts = try portions.next() {
      let answers = try classifier.answers(to: texts, top: top)
      notes.add(
        areNumbers: answers.allSatisfy { $0.classes.allSatisfy(\.probability.isFinite) })
      for (text, answer) in zip(texts, answers) {
        notes.add(droppedTokens: answer.droppedTokenCount)
        TextInputs.note(knowsWord: answer.knowsWord, of: text)
        let line = Line(
          text: text, classes: answer.classes, droppedTokens: answer.droppedTokenCount,
          known: answer.knowsWord, weights: name)
        try show(line)
      }
      if html != nil { shown += texts }
    }
    notes.tellCut(engine)
    if let html { try write(html, of: shown, classifier) }
  }

  /// Writes the page that shows which words counted.
  private func write(_ path: String, of texts: [String], _ classifier: any TextClassifier) throws {
    let page = AttentionPage(
      title: "What \(try model.model.rawValue) looks at",
      try texts.map { try classifier.attention(to: $0) })
    let html = page.html
    try writeAtomically(to: path) { (file) throws(FileError) in try file.write(html) }
    if engine.json { return try Console.output(JSONLine.text(of: Page(page: path))) }
    try Console.result("  → \(path)")
  }

  private func show(_ line: Line) throws {
    if engine.json { return try Console.output(JSONLine.text(of: line)) }
    let list = line.classes.map {
      "\($0.label) \(Figures.fixed($0.probability, 4))"
    }
    try Console.result("\(list.joined(separator: ", "))  \(TextInputs.beginning(of: line.text))")
  }
}

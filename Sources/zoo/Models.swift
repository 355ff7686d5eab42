import ArgumentParser

/// `zoo models`: the list of models, or one card.
struct Models: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lists the models, or shows one.",
    discussion: """
      Examples:
        zoo models
        zoo models vgg16
        zoo models --json
      """)

  @Argument(
    help: ArgumentHelp("A model to show (default: all).", valueName: "model"),
    completion: .list(Model.names))
  var name: String?

  @Flag(help: "Results as JSON, one object a line.")
  var json = false

  func validate() throws {
    if let name { _ = try Model(named: name) }
  }

  func run() throws {
    let chosen = try name.map { [try Model(named: $0)] } ?? Model.allCases
    if json {
      for model in chosen { try Console.output(JSONLine.text(of: Card(model))) }
    } else if name != nil {
      for model in chosen { try show(Card(model)) }
    } else {
      var table = Table(
        ["model", "task", "parameters", "GMAC", "weights at hand"], left: [0, 1, 4])
      for card in try chosen.map(Card.init) {
        table.append([
          card.model, card.task.rawValue, Figures.grouped(card.parameters),
          Figures.fixed(card.gmac), card.weightsAtHand,
        ])
      }
      for line in table.lines { try Console.result(line) }
    }
  }

  private func show(_ card: Card) throws {
    try Console.result("\(card.model): \(card.task.rawValue)")
    try Console.result("parameters  \(Figures.grouped(card.parameters))")
    try Console.result("GMAC        \(Figures.fixed(card.gmac)) for \(card.input)")
    try Console.result("weights     \(card.weightsAtHand)")
    try Console.result("source      \(card.source)")
    if let alias = card.alias { try Console.result("alias       \(alias)") }
    if card.weights.contains(where: \.atHand) {
      let input =
        switch card.task {
        case .generation: ""
        case .texts: " \"A wonderful little film.\""
        case .classification, .detection, .anomalies: " --sample"
        }
      try Console.result("try         zoo \(card.task.verb) \(card.model)\(input)")
    }
    let weights = card.model == Model.bert.rawValue ? " --weights folder/" : ""
    try Console.result("train       zoo finetune \(card.model)\(weights) --sample")
  }
}

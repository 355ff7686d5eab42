/// What is told about texts beside their answers: each thing once, however many texts there are.
struct TextNotes {
  /// What the weights are called.
  let weights: String

  private var count = 0
  private var cutCount = 0
  private var droppedTokenCount = 0
  private var areNumbers = true

  init(weights: String) {
    self.weights = weights
  }

  /// Counts a text, of which a part may not have been read.
  mutating func add(droppedTokens: Int) {
    count += 1
    if droppedTokens > 0 { cutCount += 1 }
    droppedTokenCount += droppedTokens
  }

  /// Says that answers are no numbers, as those of weights with NaN.
  mutating func add(areNumbers: Bool) {
    guard self.areNumbers, !areNumbers else { return }
    self.areNumbers = false
    Console.note(
      "zoo: \(weights) answers with what is no number — 'zoo weights inspect "
        + "--values' names what is broken")
  }

  /// Tells, after the last text, how many were too long, unless that is not wanted.
  func tellCut(_ engine: EngineOptions) {
    guard cutCount > 0 else { return }
    engine.note(
      "zoo: cut: \(Figures.grouped(cutCount)) of \(Figures.count(count, "text")), too long: "
        + "\(Figures.count(droppedTokenCount, "token")) not read")
  }
}

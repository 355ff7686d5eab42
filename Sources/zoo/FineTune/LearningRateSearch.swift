import Images
import Training

/// Draws the loss against the learning rate.
struct LearningRateSearch<Recipe: TrainingRecipe> {
  let recipe: Recipe
  let run: RunDirectory
  let skips: SkipCounter
  let json: Bool

  /// What was found.
  private struct Report: Encodable {
    let rates: [Double]
    let losses: [Double]
    let suggestion: Double?
    let picture: String
  }

  /// Tries rates and prints the one at which the loss falls fastest.
  func find() async throws {
    let finder = try await recipe.learningRates(skips)
    let picture = run.file("learning-rate.png")
    try run.save(finder.plot.image(), picture)
    if json {
      return try Console.output(
        JSONLine.text(
          of: Report(
            rates: finder.rates, losses: finder.losses, suggestion: finder.suggestion,
            picture: picture)))
    }
    let rate = finder.suggestion.map { "\(Float($0))" } ?? "none: the loss never fell"
    try Console.result("learning rate at which the loss falls fastest: \(rate)")
    try Console.result("picture: \(picture)")
  }
}

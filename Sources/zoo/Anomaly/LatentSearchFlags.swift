import AnoGAN
import ArgumentParser

/// How AnoGAN searches, where not as the weights say.
struct LatentSearchFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Steps of the search (default: those of the threshold, else \(Self.recipe.stepCount)).",
      valueName: "n"))
  var steps: Int?

  @Option(
    help: ArgumentHelp(
      """
      Starts of the search, of which the best end counts (default: those of the threshold, else \
      \(Self.recipe.restartCount)).
      """, valueName: "n"))
  var restarts: Int?

  @Option(
    help: ArgumentHelp(
      """
      First learning rate of the search (default: that of the threshold, else \
      \(Self.recipe.learningRate)).
      """, valueName: "rate"))
  var searchRate: Double?

  private static let recipe = LatentSearchOptions()

  /// Refuses what cannot be, and flags of a search for a model that makes none.
  ///
  /// - Throws: `Failure`.
  func check(for model: Model, trajectory: Bool = false) throws(Failure) {
    let flags: [(String, Bool)] = [
      ("--steps", steps != nil), ("--restarts", restarts != nil),
      ("--search-rate", searchRate != nil), ("--trajectory", trajectory),
    ]
    if model != .anogan, let flag = flags.first(where: \.1)?.0 {
      throw Failure(.usage, "\(flag) is for anogan: \(model.rawValue) does not search")
    }
    if let problem = applied(to: Self.recipe, seed: nil).problem {
      throw Failure(.usage, "\(problem) cannot be searched")
    }
  }

  /// Tells that the threshold of the weights is not used, where it was chosen by another search.
  ///
  /// - Parameters:
  ///   - scorer: Searches as it will.
  ///   - cure: What else the user can do.
  static func tellUnusedThreshold(of scorer: any AnomalyScorer, cure: String) {
    guard scorer.scoring.threshold != nil, scorer.threshold == nil,
      let chosen = scorer.scoring.search
    else { return }
    Console.note(
      "zoo: the threshold of the weights is not used: it holds for a search of "
        + "\(Figures.count(chosen.stepCount, "step")) at \(chosen.learningRate) from "
        + "\(Figures.count(chosen.restartCount, "start")), seed \(chosen.seed) — \(cure)")
  }

  /// Puts what was given in its place.
  func apply(to scorer: any AnomalyScorer, seed: UInt64?, recordsMoments: Bool = false) {
    guard let scorer = scorer as? AnoGANScorer else { return }
    scorer.options = applied(to: scorer.options, seed: seed)
    if recordsMoments { scorer.momentCount = 9 }
  }

  private func applied(
    to options: LatentSearchOptions, seed: UInt64?
  ) -> LatentSearchOptions {
    var options = options
    if let steps { options.stepCount = steps }
    if let restarts { options.restartCount = restarts }
    if let searchRate { options.learningRate = searchRate }
    if let seed { options.seed = seed }
    return options
  }
}

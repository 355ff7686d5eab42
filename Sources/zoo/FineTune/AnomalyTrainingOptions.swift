import AnoGAN
import ArgumentParser

/// How to train detectors of anomalies, beside what all trainings have.
struct AnomalyTrainingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Share of other normal pictures that is not above the threshold (default: \
      \(Self.recipe.quantile)).
      """, valueName: "0…1"))
  var quantile: Double?

  @Option(
    help: ArgumentHelp(
      """
      Mean of the first scales of efficientgan's batch normalization; some published code begins \
      with 0 (default: \(RecipeText.rate(Double(Self.recipe.normScale)))).
      """, valueName: "scale"))
  var normScale: Float?

  private static let recipe = EfficientGANFineTuneOptions()

  /// A flag that was given.
  var givenFlag: String? {
    if quantile != nil { return "--quantile" }
    return normScale == nil ? nil : "--norm-scale"
  }
}

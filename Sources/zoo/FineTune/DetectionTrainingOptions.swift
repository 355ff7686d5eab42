import ArgumentParser
import SSD
import Training

extension SSD.FineTuneOptions.Method: ExpressibleByArgument {}
extension SSD.FineTuneOptions.Schedule: ExpressibleByArgument {}
extension SSD.FineTuneOptions.Augmentation: ExpressibleByArgument {}

/// How to train detectors, beside what all trainings have.
struct DetectionTrainingOptions: ParsableArguments {
  @Option(
    help: """
      How training pictures are changed: as in the paper, without making them smaller, mirrored \
      only, not at all, or as in the code that most people trained with (default: \
      \(Self.recipe.augmentation.rawValue)).
      """)
  var augmentation: SSD.FineTuneOptions.Augmentation?

  @Option(
    help: """
      What changes the weights (default: \(Self.recipe.method.rawValue), scratch \
      \(SSD.FineTuneOptions(.scratch).method.rawValue)).
      """)
  var optimizer: SSD.FineTuneOptions.Method?

  @Option(
    help: """
      How the learning rate changes after its rise (default: \(Self.recipe.schedule.rawValue)).
      """)
  var schedule: SSD.FineTuneOptions.Schedule?

  @Option(
    help: ArgumentHelp(
      """
      Steps in which the learning rate rises, at most a tenth of all (default: \
      \(Self.recipe.warmUpStepCount)).
      """, valueName: "n"))
  var warmUp: Int?

  @Option(
    help: ArgumentHelp(
      """
      Convolutions, counted from the picture, that stay as they are (default: \
      \(Self.recipe.frozenLayers)).
      """, valueName: "n"))
  var frozenLayers: Int?

  @Option(
    help: ArgumentHelp(
      "Epochs from one evaluation to the next (default: \(Self.recipe.evaluationInterval)).",
      valueName: "n"))
  var evaluateEvery: Int?

  private static let recipe = SSD.FineTuneOptions(.finetune)

  /// A flag that was given.
  var givenFlag: String? {
    let flags: [(String, Bool)] = [
      ("--augmentation", augmentation != nil), ("--optimizer", optimizer != nil),
      ("--schedule", schedule != nil), ("--warm-up", warmUp != nil),
      ("--frozen-layers", frozenLayers != nil), ("--evaluate-every", evaluateEvery != nil),
    ]
    return flags.first(where: \.1)?.0
  }
}

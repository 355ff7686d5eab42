import ArgumentParser
import Training

extension FineTuneMode: ExpressibleByArgument {}

/// How to train: whatever is not given has the value of the mode's recipe, or of `--config`.
struct TrainingOptions: ParsableArguments {
  @Option(
    help:
      """
      What to train: the last layers, everything, or everything from random weights (default: \
      transfer; of detectors and from narrow weights, such as those that ship, finetune; \
      mnist and transformer scratch). Defaults that differ for narrow weights: \(RecipeText.narrow).
      """
  )
  var mode: FineTuneMode?

  @Option(
    help: ArgumentHelp(
      "Passes over the data (default: \(RecipeText.defaults { "\($0.epochCount)" }); "
        + "\(RecipeText.adversarial { "\($0.epochCount)" })).",
      valueName: "n"))
  var epochs: Int?

  @Option(
    help: ArgumentHelp(
      "Pictures or texts of a step (default: \(RecipeText.defaults { "\($0.batchSize)" }); "
        + "\(RecipeText.adversarial { "\($0.batchSize)" })).",
      valueName: "n")
  )
  var batchSize: Int?

  @Option(
    help: ArgumentHelp(
      """
      Pictures or texts computed at once, which bounds the memory (default: \
      \(RecipeText.defaults { $0.microBatchSize.map { "\($0)" } ?? "all" })).
      """, valueName: "n"))
  var microBatchSize: Int?

  @Option(
    help: ArgumentHelp(
      """
      Largest learning rate, that of the last layers (default: \
      \(RecipeText.defaults { RecipeText.rate($0.learningRate) }); \
      \(RecipeText.adversarial { RecipeText.rate($0.learningRate) })).
      """, valueName: "rate"))
  var learningRate: Double?

  @Option(
    help: ArgumentHelp(
      """
      Learning rate of a discriminator (default: that of the generator, times \
      \(RecipeText.adversarial { RecipeText.rate($0.discriminatorRate / $0.learningRate) })).
      """, valueName: "rate"))
  var discriminatorRate: Double?

  @Option(
    help: ArgumentHelp(
      """
      Decays of the means of gradients and of their squares, of dcgan, sagan and anogan (default: \
      \(RecipeText.decays)).
      """, valueName: "β₁,β₂"))
  var betas: Betas?

  @Option(
    help: ArgumentHelp(
      """
      Share of a generator's moving average that remains after a step, such as 0.999: the average \
      is saved (default: none, the newest weights are).
      """, valueName: "share"))
  var averageDecay: Double?

  @Option(
    help: ArgumentHelp(
      """
      Momentum of SGD; of AdamW, with which mnist is trained, the decay of the mean (default: \
      \(RecipeText.pictureDefaults { RecipeText.rate($0.momentum) })).
      """, valueName: "share"))
  var momentum: Double?

  @Option(
    help: ArgumentHelp(
      "Weight decay (default: \(RecipeText.defaults { RecipeText.rate($0.weightDecay) })).",
      valueName: "share"))
  var weightDecay: Double?

  @Option(help: ArgumentHelp("Stop after this many epochs without a better one.", valueName: "n"))
  var patience: Int?

  @Option(
    help: ArgumentHelp(
      "Checkpoints of epochs to keep (default: \(RecipeText.defaults { "\($0.keptCount)" }); "
        + "\(RecipeText.adversarial { "\($0.keptCount)" })).",
      valueName: "n"))
  var keep: Int?

  @Flag(inversion: .prefixedNo, help: "Crop and mirror training pictures at random (default: on).")
  var augment: Bool?

  @Option(
    help: ArgumentHelp(
      "Factor of the channel counts of a network from random weights (default: 0.25; of adversarial ones 1).",
      valueName: "factor"))
  var width: Double?

  /// The widths that networks can have.
  static let widths = 1.0 / 64...4
  /// The same, as messages have it.
  static var widthText: String { "\(widths.lowerBound)…\(Int(widths.upperBound))" }

  /// A flag that was given and means something for pictures alone.
  var pictureFlag: String? {
    momentum != nil ? "--momentum" : augment != nil ? "--augment" : nil
  }

  /// Puts what was given in its place.
  ///
  /// - Throws: `Failure` for the flag for two networks.
  func override(_ options: inout some SupervisedOptions) throws(Failure) {
    let others = [
      ("--discriminator-rate", discriminatorRate != nil), ("--betas", betas != nil),
      ("--average-decay", averageDecay != nil),
    ]
    if let flag = others.first(where: \.1)?.0 {
      throw Failure(.usage, "\(flag) is for adversarial models, such as 'zoo finetune dcgan'")
    }
    if let epochs { options.epochCount = epochs }
    if let batchSize { options.batchSize = batchSize }
    if let microBatchSize { options.microBatchSize = microBatchSize }
    if let learningRate { options.learningRate = learningRate }
    if let weightDecay { options.weightDecay = weightDecay }
    if let patience { options.patience = patience }
    if let keep { options.keptCount = keep }
  }

  func validate() throws {
    if let width, !Self.widths.contains(width) {
      throw Failure(.usage, "--width \(width) is not within \(Self.widthText)")
    }
  }
}

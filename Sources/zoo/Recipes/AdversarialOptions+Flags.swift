import Training

extension AdversarialOptions: RecipeOptions {
  /// Both networks begin with random weights.
  var mode: FineTuneMode { .scratch }

  mutating func apply(_ flags: TrainingOptions) throws(Failure) {
    let others: [(String, Bool)] = [
      ("--mode", flags.mode.map { $0 != .scratch } ?? false),
      ("--micro-batch-size", flags.microBatchSize != nil), ("--momentum", flags.momentum != nil),
      ("--weight-decay", flags.weightDecay != nil), ("--patience", flags.patience != nil),
      ("--augment", flags.augment != nil),
    ]
    if let flag = others.first(where: \.1)?.0 {
      throw Failure(
        .usage, "\(flag) is not for two networks that learn against each other from random weights")
    }
    if let rate = flags.learningRate {
      // The discriminator keeps its lead.
      discriminatorRate *= rate / learningRate
      learningRate = rate
    }
    if let rate = flags.discriminatorRate { discriminatorRate = rate }
    if let decays = flags.betas { betas = decays.values }
    if let decay = flags.averageDecay { averageDecay = decay }
    if let epochs = flags.epochs { epochCount = epochs }
    if let batchSize = flags.batchSize { self.batchSize = batchSize }
    if let keep = flags.keep { keptCount = keep }
  }
}

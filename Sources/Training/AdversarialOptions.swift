/// How a generator is trained against a discriminator.
public struct AdversarialOptions: Codable, Sendable, Equatable {
  /// The number of passes over the data.
  public var epochCount: Int
  /// The pictures of a step.
  public var batchSize = 64
  /// The learning rate of the generator.
  public var learningRate = 1e-4
  /// The learning rate of the discriminator.
  public var discriminatorRate = 4e-4
  /// Adam's decays β₁ and β₂, if chosen.
  public var betas: [Double]?
  /// How much of the generator's moving average remains after a step, such as 0.999.
  ///
  /// The average is what is saved; where nil, the newest weights are.
  public var averageDecay: Double?
  /// The samples that are drawn after each epoch, of always the same latent vectors.
  public var sampleCount = 64
  /// The number of epochs, evenly over the training, whose networks are kept beside the last.
  public var keptCount = 4
  /// The seconds between two checkpoints.
  public var secondsBetweenCheckpoints = 30.0
  /// What all random numbers follow from.
  public var seed: UInt64 = 1234

  /// Creates the settings that the recipes share.
  public init(epochCount: Int) {
    self.epochCount = epochCount
  }

  /// Adam's decays of the means of gradients and of their squares: 0 and 0.9 if none are chosen.
  public var decays: (Double, Double) { betas.map { ($0[0], $0[1]) } ?? (0, 0.9) }

  /// The settings that every training has.
  public var settings: TrainingSettings {
    TrainingSettings(
      epochCount: epochCount, seed: seed, keptCount: keptCount,
      secondsBetweenCheckpoints: secondsBetweenCheckpoints)
  }

  /// What is wrong with the values; nil if nothing is.
  public var problem: String? {
    fault.map { "\($0.setting) cannot be trained: give \($0.range)" }
  }

  /// The first setting that cannot be, and what could.
  private var fault: (setting: String, range: String)? {
    if epochCount < 1 || epochCount > 1_000_000 { return ("\(epochCount) epochs", "1…1000000") }
    if batchSize < 1 || batchSize > 65536 { return ("a batch of \(batchSize)", "1…65536") }
    for rate in [learningRate, discriminatorRate] where !(rate > 0 && rate <= 1e6) {
      return ("a learning rate of \(rate)", "more than 0, up to 1000000")
    }
    if let betas, betas.count != 2 || !betas.allSatisfy({ $0 >= 0 && $0 < 1 }) {
      return ("betas of \(betas)", "two, 0 or more and less than 1")
    }
    if let averageDecay, !(averageDecay >= 0 && averageDecay < 1) {
      return ("an average that keeps \(averageDecay)", "0 or more, less than 1")
    }
    if sampleCount < 1 || sampleCount > 4096 { return ("\(sampleCount) samples", "1…4096") }
    if keptCount < 0 { return ("\(keptCount) kept checkpoints", "0 or more") }
    if !(secondsBetweenCheckpoints >= 0) {
      return ("\(secondsBetweenCheckpoints) seconds between checkpoints", "0 or more")
    }
    return nil
  }
}

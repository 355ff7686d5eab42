import AnoGAN
import Training

/// The settings of a recipe that trains networks against each other, and then does more.
protocol AdversarialRecipeOptions: RecipeOptions {
  /// How the networks are trained.
  var training: AdversarialOptions { get set }
}

extension AdversarialRecipeOptions {
  var mode: FineTuneMode { training.mode }
  var epochCount: Int {
    get { training.epochCount }
    set { training.epochCount = newValue }
  }
  var batchSize: Int {
    get { training.batchSize }
    set { training.batchSize = newValue }
  }
  var learningRate: Double {
    get { training.learningRate }
    set { training.learningRate = newValue }
  }
  var keptCount: Int {
    get { training.keptCount }
    set { training.keptCount = newValue }
  }
  var seed: UInt64 {
    get { training.seed }
    set { training.seed = newValue }
  }

  mutating func apply(_ flags: TrainingOptions) throws(Failure) {
    try training.apply(flags)
  }
}

extension AnoGANFineTuneOptions: AdversarialRecipeOptions {
  /// The limit takes the place of the recipe's number of each class.
  mutating func useLimit() {
    picturesPerClass = nil
  }

  mutating func apply(_ flags: AnomalyTrainingOptions) throws(Failure) {
    if flags.normScale != nil { throw Failure(.usage, "--norm-scale is for efficientgan") }
    if let quantile = flags.quantile { self.quantile = quantile }
  }
}

extension EfficientGANFineTuneOptions: AdversarialRecipeOptions {
  /// Refuses what is for two networks.
  mutating func apply(_ flags: TrainingOptions) throws(Failure) {
    let others = [("--betas", flags.betas != nil), ("--average-decay", flags.averageDecay != nil)]
    if let flag = others.first(where: \.1)?.0 {
      throw Failure(.usage, "\(flag) is for dcgan, sagan and anogan, not for efficientgan")
    }
    try training.apply(flags)
  }

  mutating func apply(_ flags: AnomalyTrainingOptions) throws(Failure) {
    if let quantile = flags.quantile { self.quantile = quantile }
    if let scale = flags.normScale { normScale = scale }
  }
}

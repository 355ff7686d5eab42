import AnoGAN
import Training

extension AnoGANFineTuneOptions: RecipeOptions {
  /// Both networks begin with random weights.
  var mode: FineTuneMode { .scratch }
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

  /// The limit takes the place of the recipe's number of each class.
  mutating func useLimit() {
    picturesPerClass = nil
  }

  mutating func apply(_ flags: AnomalyTrainingOptions) throws(Failure) {
    if flags.normScale != nil { throw Failure(.usage, "--norm-scale is for efficientgan") }
    if let quantile = flags.quantile { self.quantile = quantile }
  }
}

extension EfficientGANFineTuneOptions: RecipeOptions {
  /// All networks begin with random weights.
  var mode: FineTuneMode { .scratch }

  mutating func apply(_ flags: TrainingOptions) throws(Failure) {
    // What two networks take and refuse, three do.
    var pair = AdversarialOptions(epochCount: epochCount)
    pair.batchSize = batchSize
    pair.learningRate = learningRate
    pair.discriminatorRate = discriminatorRate
    pair.keptCount = keptCount
    try pair.apply(flags)
    epochCount = pair.epochCount
    batchSize = pair.batchSize
    learningRate = pair.learningRate
    discriminatorRate = pair.discriminatorRate
    keptCount = pair.keptCount
  }

  mutating func apply(_ flags: AnomalyTrainingOptions) throws(Failure) {
    if let quantile = flags.quantile { self.quantile = quantile }
    if let scale = flags.normScale { normScale = scale }
  }
}

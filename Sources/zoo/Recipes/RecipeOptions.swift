import MNIST
import SSD
import Training
import VGG

/// The settings that every recipe has.
protocol RecipeOptions: Codable {
  var mode: FineTuneMode { get }
  var epochCount: Int { get set }
  var batchSize: Int { get set }
  var learningRate: Double { get set }
  var keptCount: Int { get set }
  var seed: UInt64 { get set }
  /// What is wrong with the values; nil if nothing is.
  var problem: String? { get }

  /// Puts the flags of all trainings in their place.
  ///
  /// - Throws: `Failure`, where they mean nothing.
  mutating func apply(_ flags: TrainingOptions) throws(Failure)

  /// Takes note that the user says how many pictures are used.
  mutating func useLimit()

  /// Puts the flags for detectors in their place.
  ///
  /// - Throws: `Failure`, where they mean nothing.
  mutating func apply(_ flags: DetectionTrainingOptions) throws(Failure)

  /// Puts the flags for classifiers of digits in their place.
  ///
  /// - Throws: `Failure`, where they mean nothing.
  mutating func apply(_ flags: DigitTrainingOptions) throws(Failure)

  /// Puts the flags for detectors of anomalies in their place.
  ///
  /// - Throws: `Failure`, where they mean nothing.
  mutating func apply(_ flags: AnomalyTrainingOptions) throws(Failure)

  /// Puts the flags for classifiers of texts in their place.
  ///
  /// - Throws: `Failure`, where they mean nothing.
  mutating func apply(_ flags: TextTrainingOptions) throws(Failure)
}

/// The settings of a training that minimizes one loss.
protocol SupervisedOptions: RecipeOptions {
  var microBatchSize: Int? { get set }
  var weightDecay: Double { get set }
  var patience: Int? { get set }

  /// The recipe of a mode.
  init(_ mode: FineTuneMode)
}

/// The settings of a training of what looks at pictures.
protocol PictureRecipeOptions: SupervisedOptions {
  var momentum: Double { get set }
  var augments: Bool { get set }
}

extension PictureRecipeOptions {
  /// All of them mean something.
  mutating func apply(_ flags: TrainingOptions) throws(Failure) {
    try flags.override(&self)
    if let momentum = flags.momentum { self.momentum = momentum }
    if let augment = flags.augment { augments = augment }
  }
}

extension RecipeOptions {
  /// Nothing: no number of their own is in the way.
  func useLimit() {}

  /// Refuses flags for detectors of anomalies.
  func apply(_ flags: AnomalyTrainingOptions) throws(Failure) {
    if let flag = flags.givenFlag {
      throw Failure(
        .usage, "\(flag) is for detectors of anomalies, such as 'zoo finetune efficientgan'")
    }
  }

  /// Refuses flags for detectors.
  func apply(_ flags: DetectionTrainingOptions) throws(Failure) {
    if let flag = flags.givenFlag {
      throw Failure(.usage, "\(flag) is for detectors, such as 'zoo finetune ssd'")
    }
  }

  /// Refuses flags for classifiers of texts.
  func apply(_ flags: TextTrainingOptions) throws(Failure) {
    if let flag = flags.givenFlag {
      throw Failure(.usage, "\(flag) is for classifiers of texts, such as 'zoo finetune bert'")
    }
  }

  /// Refuses flags for classifiers of digits.
  func apply(_ flags: DigitTrainingOptions) throws(Failure) {
    if let flag = flags.givenFlag {
      throw Failure(.usage, "\(flag) is for classifiers of digits: 'zoo finetune mnist'")
    }
  }
}

extension VGG.FineTuneOptions: PictureRecipeOptions {
  init(_ mode: FineTuneMode) {
    self.init(mode, width: 1)
  }
}

extension MNIST.FineTuneOptions: PictureRecipeOptions {
  init(_ mode: FineTuneMode) {
    self.init(mode, network: MNISTConfiguration())
  }

  mutating func apply(_ flags: DigitTrainingOptions) throws(Failure) {
    if let form = flags.form { network.form = form }
    if let layers = flags.layers { network.layerCount = layers }
    if let dropout = flags.dropout { network.dropoutRate = dropout }
    guard network.form == .convolutional, flags.layers != nil || flags.dropout != nil else {
      return
    }
    throw Failure(.usage, "--layers and --dropout are for --form connected")
  }
}

extension SSD.FineTuneOptions: PictureRecipeOptions {
  init(_ mode: FineTuneMode) {
    self.init(mode, width: 1)
  }

  var augments: Bool {
    get { augmentation != .none }
    set {
      if newValue != augments { augmentation = newValue ? Self(mode).augmentation : .none }
    }
  }

  mutating func apply(_ flags: DetectionTrainingOptions) throws(Failure) {
    if let augmentation = flags.augmentation { self.augmentation = augmentation }
    if let optimizer = flags.optimizer { method = optimizer }
    if let schedule = flags.schedule { self.schedule = schedule }
    if let steps = flags.warmUp { warmUpStepCount = steps }
    if let count = flags.frozenLayers { frozenLayers = count }
    if let interval = flags.evaluateEvery { evaluationInterval = interval }
  }
}

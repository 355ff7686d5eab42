/// How a training runs, whatever is trained.
public struct TrainingSettings: Codable, Sendable, Equatable {
  /// The number of passes over the data.
  public var epochCount: Int
  /// What all random numbers follow from.
  public var seed: UInt64
  /// The most samples computed at once; a larger batch accumulates gradients of its parts.
  public var microBatchSize: Int?
  /// The largest norm of all gradients together.
  public var gradientNormLimit: Float?
  /// The largest magnitude of an element of a gradient.
  public var gradientValueLimit: Float?
  /// The epochs without a better score after which training stops.
  public var patience: Int?
  /// Whether the model is evaluated before training, as a baseline.
  public var evaluatesFirst: Bool
  /// The number of epochs from one evaluation to the next; the last epoch always has one.
  public var evaluationInterval: Int
  /// The number of epochs whose checkpoints are kept beside the best and the last.
  public var keptCount: Int
  /// The seconds between two checkpoints at the ends of epochs; the end is always saved.
  public var secondsBetweenCheckpoints: Double

  /// Creates settings.
  ///
  /// - Parameters:
  ///   - epochCount: The number of passes over the data.
  ///   - seed: What all random numbers follow from.
  ///   - microBatchSize: The most samples computed at once.
  ///   - gradientNormLimit: The largest norm of all gradients together.
  ///   - gradientValueLimit: The largest magnitude of an element of a gradient.
  ///   - patience: The epochs without a better score after which training stops.
  ///   - evaluatesFirst: Whether the model is evaluated before training.
  ///   - evaluationInterval: The number of epochs from one evaluation to the next.
  ///   - keptCount: The number of epochs whose checkpoints are kept.
  ///   - secondsBetweenCheckpoints: The seconds between two checkpoints.
  public init(
    epochCount: Int, seed: UInt64 = 1, microBatchSize: Int? = nil,
    gradientNormLimit: Float? = nil, gradientValueLimit: Float? = nil, patience: Int? = nil,
    evaluatesFirst: Bool = false, evaluationInterval: Int = 1, keptCount: Int = 0,
    secondsBetweenCheckpoints: Double = 0
  ) {
    self.epochCount = epochCount
    self.seed = seed
    self.microBatchSize = microBatchSize
    self.gradientNormLimit = gradientNormLimit
    self.gradientValueLimit = gradientValueLimit
    self.patience = patience
    self.evaluatesFirst = evaluatesFirst
    self.evaluationInterval = evaluationInterval
    self.keptCount = keptCount
    self.secondsBetweenCheckpoints = secondsBetweenCheckpoints
  }
}

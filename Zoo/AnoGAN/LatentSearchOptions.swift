/// How the latent vector of a picture is searched for.
public struct LatentSearchOptions: Codable, Sendable, Equatable {
  /// The steps of Adam.
  public var stepCount: Int
  /// The first learning rate.
  public var learningRate: Double
  /// Whether the learning rate falls along half a cosine rather than stays.
  public var decays: Bool
  /// The latent vectors from which the search begins, for each picture; the best end counts.
  public var restartCount: Int
  /// The share of the discrimination in what is searched for; that of the scorer's scores.
  public var lambda: Double
  /// What the first latent vectors follow from.
  public var seed: UInt64
  /// The searches that are computed at once, starts counted, which bounds the memory.
  public var batchSize: Int

  /// Creates settings.
  public init(
    stepCount: Int = 200, learningRate: Double = 0.05, decays: Bool = true, restartCount: Int = 1,
    lambda: Double = AnomalyScore.lambda, seed: UInt64 = 1234, batchSize: Int = 32
  ) {
    self.stepCount = stepCount
    self.learningRate = learningRate
    self.decays = decays
    self.restartCount = restartCount
    self.lambda = lambda
    self.seed = seed
    self.batchSize = batchSize
  }

  /// The slow search that readers of the paper know: 5,000 steps at a rate of 0.001.
  public static let slow = LatentSearchOptions(
    stepCount: 5000, learningRate: 1e-3, decays: false)

  /// Whether two searches give a picture the same score: how many are computed at once does not
  /// matter.
  func findsScores(of other: LatentSearchOptions) -> Bool {
    var same = other
    same.batchSize = batchSize
    return self == same
  }

  /// What is wrong with the values; nil if nothing is.
  public var problem: String? {
    if !(0...1_000_000).contains(stepCount) { return "\(stepCount) steps, not 0…1000000" }
    if !(learningRate > 0 && learningRate <= 1e6) {
      return "a learning rate of \(learningRate), not more than 0, up to 1000000"
    }
    if !(1...1024).contains(restartCount) { return "\(restartCount) restarts, not 1…1024" }
    if !(0...1).contains(lambda) { return "a lambda of \(lambda), not 0…1" }
    if !(1...65536).contains(batchSize) { return "a batch of \(batchSize), not 1…65536" }
    return nil
  }
}

import Training

/// How a classifier of digits is trained; the defaults are those of the recipe.
public struct FineTuneOptions: Codable, Sendable, Equatable {
  /// What is trained.
  public var mode: FineTuneMode
  /// What a network from random weights is made of.
  public var network: MNISTConfiguration
  /// The number of passes over the data.
  public var epochCount: Int
  /// The samples of a step.
  public var batchSize: Int
  /// The most samples computed at once, which bounds the memory; batch normalization sees its part
  /// of the batch only.
  public var microBatchSize: Int?
  /// The largest learning rate of the cycle.
  public var learningRate: Double
  /// The decay of AdamW's running mean.
  public var momentum: Double
  /// The weight decay.
  public var weightDecay: Double
  /// Whether training pictures are moved, turned and scaled at random.
  public var augments: Bool
  /// The epochs without a better score after which training stops.
  public var patience: Int?
  /// The number of epochs whose checkpoints are kept beside the best and the last.
  public var keptCount: Int
  /// What all random numbers follow from.
  public var seed: UInt64

  /// The recipe of a mode.
  ///
  /// - Parameters:
  ///   - mode: What is trained.
  ///   - network: What a network from random weights is made of.
  public init(_ mode: FineTuneMode, network: MNISTConfiguration = MNISTConfiguration()) {
    self.mode = mode
    self.network = network
    epochCount = mode == .scratch ? 12 : 4
    batchSize = 128
    microBatchSize = nil
    learningRate = mode == .finetune ? 1e-3 : 4e-3
    momentum = 0.9
    weightDecay = 1e-2
    augments = true
    patience = nil
    keptCount = 0
    seed = 1234
  }

  /// What is wrong with the values; nil if nothing is.
  public var problem: String? {
    if epochCount < 1 || epochCount > 1_000_000 { return "\(epochCount) epochs, not 1…1000000" }
    if batchSize < 2 || batchSize > 65536 { return "a batch of \(batchSize), not 2…65536" }
    if let size = microBatchSize, size < 2 { return "a micro-batch of \(size), not at least 2" }
    if !(learningRate > 0 && learningRate <= 1e6) {
      return "a learning rate of \(learningRate), not more than 0, up to 1000000"
    }
    if !(0..<1).contains(momentum) { return "a momentum of \(momentum), not in 0..<1" }
    if !(weightDecay >= 0 && weightDecay <= 1) { return "a weight decay of \(weightDecay)" }
    if let patience, patience < 1 { return "a patience of \(patience), not at least 1" }
    if keptCount < 0 { return "\(keptCount) kept checkpoints" }
    return network.problem ?? problem(batchSize: batchSize, of: network)
  }

  /// What is wrong with the parts in which a network computes a batch; nil if nothing is.
  ///
  /// Of one picture alone the batch normalization of the connected form makes nothing.
  func problem(batchSize: Int, of network: MNISTConfiguration) -> String? {
    guard let size = microBatchSize, mode != .transfer, network.form == .connected,
      network.dropoutRate == nil, size < batchSize, batchSize % size == 1
    else { return nil }
    return "a micro-batch of \(size), of which a batch of \(batchSize) leaves one picture over"
  }
}

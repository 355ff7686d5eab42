import Training

/// How a VGG network is fine-tuned; the defaults are those of the recipe.
public struct FineTuneOptions: Codable, Sendable, Equatable {
  /// What is trained.
  public var mode: FineTuneMode
  /// The number of passes over the data.
  public var epochCount: Int
  /// The samples of a step.
  public var batchSize: Int
  /// The most samples computed at once, which bounds the memory; the step is the same but for
  /// rounding and what dropout draws.
  public var microBatchSize: Int?
  /// The learning rate of the last layer; the others follow from it.
  public var learningRate: Double
  /// What remains of the velocity after a step.
  public var momentum: Double
  /// The weight decay.
  public var weightDecay: Double
  /// Whether training pictures are cropped and mirrored at random.
  public var augments: Bool
  /// In transfer, the number of augmented copies of each picture whose features are kept.
  public var copyCount: Int
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
  ///   - width: The network's width: a narrow one, which knows drawings only, has more to learn.
  public init(_ mode: FineTuneMode, width: Double = 1) {
    let isNarrow = width < 1
    self.mode = mode
    switch mode {
    case .transfer:
      epochCount = 20
      learningRate = isNarrow ? 1e-2 : 1e-3
    case .finetune:
      epochCount = isNarrow ? 8 : 2
      learningRate = isNarrow ? 5e-3 : 1e-3
    case .scratch:
      epochCount = 30
      learningRate = 5e-4
    }
    batchSize = 32
    microBatchSize = mode == .transfer ? nil : 8
    momentum = 0.9
    weightDecay = mode == .scratch ? 1e-2 : 0
    augments = true
    copyCount = 2
    patience = nil
    keptCount = 0
    seed = 1234
  }

  /// What is wrong with the values; nil if nothing is.
  public var problem: String? {
    fault.map { "\($0.setting) cannot be trained: give \($0.range)" }
  }

  /// The first setting that cannot be, and what could.
  private var fault: (setting: String, range: String)? {
    if epochCount < 1 || epochCount > 1_000_000 { return ("\(epochCount) epochs", "1…1000000") }
    if batchSize < 1 || batchSize > 65536 { return ("a batch of \(batchSize)", "1…65536") }
    if let size = microBatchSize, size < 1 { return ("a micro-batch of \(size)", "1 or more") }
    if !(learningRate > 0 && learningRate <= 1e6) {
      return ("a learning rate of \(learningRate)", "more than 0, up to 1000000")
    }
    if !(0..<1).contains(momentum) {
      return ("a momentum of \(momentum)", "0 or more, less than 1")
    }
    if !(weightDecay >= 0 && weightDecay <= 1) {
      return ("a weight decay of \(weightDecay)", "0…1")
    }
    if copyCount < 1 || copyCount > 100 { return ("\(copyCount) copies", "1…100") }
    if let patience, patience < 1 { return ("a patience of \(patience)", "1 or more") }
    if keptCount < 0 { return ("\(keptCount) kept checkpoints", "0 or more") }
    return nil
  }
}

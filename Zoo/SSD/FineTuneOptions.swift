import Datasets
import Training

/// How an SSD network is trained; the defaults are those of the recipe.
public struct FineTuneOptions: Codable, Sendable, Equatable {
  /// What changes the parameters.
  public enum Method: String, CaseIterable, Codable, Sendable {
    /// Stochastic gradient descent with momentum, as in the paper.
    case sgd
    /// Adam with decoupled weight decay, which learns faster where no features are given.
    case adamW = "adamw"
  }

  /// How the learning rate changes after the warm-up.
  public enum Schedule: String, CaseIterable, Codable, Sendable {
    /// It stays.
    case constant
    /// It falls to 0 along half a cosine: the best use of a short run.
    case cosine
    /// It falls to a tenth after two thirds and again after five sixths, as in the paper.
    case steps
  }

  /// How training pictures are changed at random.
  public enum Augmentation: String, CaseIterable, Codable, Sendable {
    /// Not at all.
    case none
    /// Mirrored.
    case mirror
    /// Colours, cropped, mirrored: as the paper, but never made smaller.
    case crop
    /// As in the paper: colours, made smaller, cropped, mirrored.
    case paper
    /// As in the code that most people trained with, whose crops need no overlap.
    case compatible

    /// The transforms.
    public var transforms: [any ObjectTransform] {
      switch self {
      case .none: []
      case .mirror: [RandomMirror()]
      case .crop: [PhotometricDistortion(), RandomSampleCrop(.paper), RandomMirror()]
      case .paper: .ssd(.paper)
      case .compatible: .ssd(.compatible)
      }
    }
  }

  /// What is trained.
  public var mode: FineTuneMode
  /// The number of passes over the data.
  public var epochCount: Int
  /// The pictures of a step.
  public var batchSize: Int
  /// The most pictures computed at once, which bounds the memory; the step is the same but for
  /// rounding.
  public var microBatchSize: Int?
  /// What changes the parameters.
  public var method: Method
  /// The learning rate after the warm-up.
  public var learningRate: Double
  /// How the learning rate changes after the warm-up.
  public var schedule: Schedule
  /// The number of steps in which the learning rate rises; at most a tenth of all.
  public var warmUpStepCount: Int
  /// What remains of the velocity after a step, for SGD.
  public var momentum: Double
  /// The weight decay.
  public var weightDecay: Double
  /// The largest norm of all gradients together.
  public var gradientNormLimit: Float?
  /// The largest magnitude of an element of a gradient.
  public var gradientValueLimit: Float?
  /// The number of convolutions, counted from the picture, that stay as they are; the paper's 0.
  public var frozenLayers: Int
  /// How training pictures are changed at random.
  public var augmentation: Augmentation
  /// The number of epochs from one evaluation to the next.
  public var evaluationInterval: Int
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
  ///   - width: The network's width: a narrow one, whose features are poor, has more to learn.
  public init(_ mode: FineTuneMode, width: Double = 1) {
    let isNarrow = mode == .finetune && width < 1
    let learnsFeatures = mode == .scratch || isNarrow
    self.mode = mode
    epochCount = isNarrow ? 60 : 50
    batchSize = isNarrow ? 16 : 32
    microBatchSize = 8
    method = learnsFeatures ? .adamW : .sgd
    learningRate = 1e-3
    schedule = .cosine
    warmUpStepCount = 100
    momentum = 0.9
    weightDecay = learnsFeatures ? 1e-2 : 5e-4
    gradientNormLimit = 10
    gradientValueLimit = nil
    frozenLayers = 0
    augmentation = isNarrow ? .crop : .paper
    evaluationInterval = 5
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
    if warmUpStepCount < 0 { return ("a warm-up of \(warmUpStepCount) steps", "0 or more") }
    if !(0..<1).contains(momentum) {
      return ("a momentum of \(momentum)", "0 or more, less than 1")
    }
    if !(weightDecay >= 0 && weightDecay <= 1) {
      return ("a weight decay of \(weightDecay)", "0…1")
    }
    if let limit = gradientNormLimit, !(limit > 0) {
      return ("gradients of a norm up to \(limit)", "more than 0")
    }
    if let limit = gradientValueLimit, !(limit > 0) {
      return ("gradients up to \(limit)", "more than 0")
    }
    if !(0...15).contains(frozenLayers) { return ("\(frozenLayers) frozen layers", "0…15") }
    if evaluationInterval < 1 {
      return ("an evaluation every \(evaluationInterval) epochs", "1 or more")
    }
    if let patience, patience < 1 { return ("a patience of \(patience)", "1 or more") }
    if keptCount < 0 { return ("\(keptCount) kept checkpoints", "0 or more") }
    return nil
  }
}

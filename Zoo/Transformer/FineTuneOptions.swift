import Tokenizers
import Training

/// How the Transformer is trained; the defaults are those of the recipe.
///
/// Deviation: the book's rate of 2e-5 without warm-up leaves random vectors of words where they are;
/// it had ones of fastText, which stay as they are.
public struct FineTuneOptions: TextFineTuneOptions, Codable, Sendable, Equatable {
  /// What is trained.
  public var mode: FineTuneMode
  /// The number of passes over the data.
  public var epochCount: Int
  /// The texts of a step.
  public var batchSize: Int
  /// The most texts computed at once.
  public var microBatchSize: Int?
  /// The largest learning rate.
  public var learningRate: Double
  /// The share of the steps in which the learning rate rises; it falls to 0 in the others.
  public var warmUpShare: Double
  /// The weight decay.
  public var weightDecay: Double
  /// The largest norm of all gradients together.
  public var gradientNormLimit: Float?
  /// The most words of a text, of a network from random weights.
  public var length: Int
  /// The number of heads, of a network from random weights.
  public var headCount: Int
  /// Which part of a text that is too long is kept.
  public var truncation: Truncation
  /// How often a word must occur to have a vector.
  public var minimumFrequency: Int
  /// The most words with a vector.
  public var wordLimit: Int
  /// A file of fastText, word2vec or GloVe whose vectors the words begin with; random ones where nil.
  public var vectors: String?
  /// Whether the words' vectors stay as they are.
  public var freezesWords: Bool
  /// The epochs without a better score after which training stops.
  public var patience: Int?
  /// The number of epochs whose checkpoints are kept beside the best and the last.
  public var keptCount: Int
  /// What all random numbers follow from.
  public var seed: UInt64

  /// The recipe of a mode.
  public init(_ mode: FineTuneMode = .scratch) {
    self.mode = mode
    epochCount = 3
    batchSize = 24
    microBatchSize = nil
    learningRate = mode == .scratch ? 3e-4 : 1e-4
    warmUpShare = 0.1
    weightDecay = 1e-2
    gradientNormLimit = 1
    length = 256
    headCount = 1
    truncation = .headAndTail
    minimumFrequency = 10
    wordLimit = 20_000
    vectors = nil
    freezesWords = false
    patience = nil
    keptCount = 0
    seed = 1234
  }

  /// What is wrong with the values; nil if nothing is.
  public var problem: String? {
    if !(2...65536).contains(length) { return "texts of \(length) words, not 2…65536" }
    if headCount < 1 { return "\(headCount) heads, not at least 1" }
    if minimumFrequency < 1 {
      return "words that occur \(minimumFrequency) times, not 1 time or more"
    }
    if wordLimit < 1 || wordLimit > 3_999_996 { return "\(wordLimit) words, not 1…3999996" }
    return trainingProblem
  }
}

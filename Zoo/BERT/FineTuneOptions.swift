import Tokenizers
import Training

/// How BERT is fine-tuned; the defaults are the paper's advice.
///
/// Source: Devlin et al., "BERT", 2019, appendix A.3.
public struct FineTuneOptions: TextFineTuneOptions, Codable, Sendable, Equatable {
  /// What is trained: in transfer the last layers alone.
  public var mode: FineTuneMode
  /// In transfer, the number of the encoder's layers that learn with the classifier.
  public var layerCount: Int
  /// The number of passes over the data.
  public var epochCount: Int
  /// The texts of a step.
  public var batchSize: Int
  /// The most texts computed at once.
  public var microBatchSize: Int?
  /// The largest learning rate, that of the classifier and the last layer.
  public var learningRate: Double
  /// The factor of the learning rate from a layer to the one before it.
  ///
  /// Source: Sun et al., "How to Fine-Tune BERT for Text Classification?", 2019, section 3.3: 0.95.
  public var layerDecay: Double
  /// The share of the steps in which the learning rate rises; it falls to 0 in the others.
  public var warmUpShare: Double
  /// The weight decay of matrices.
  public var weightDecay: Double
  /// The largest norm of all gradients together.
  public var gradientNormLimit: Float?
  /// The most tokens of a text.
  public var length: Int
  /// Which part of a text that is too long is kept.
  public var truncation: Truncation
  /// The epochs without a better score after which training stops.
  public var patience: Int?
  /// The number of epochs whose checkpoints are kept beside the best and the last.
  public var keptCount: Int
  /// What all random numbers follow from.
  public var seed: UInt64

  /// The recipe of a mode.
  public init(_ mode: FineTuneMode) {
    self.mode = mode
    layerCount = 1
    epochCount = mode == .scratch ? 10 : 2
    batchSize = 32
    microBatchSize = 8
    learningRate = mode == .scratch ? 3e-4 : 5e-5
    layerDecay = mode == .finetune ? 0.95 : 1
    warmUpShare = 0.1
    weightDecay = 1e-2
    gradientNormLimit = 1
    length = 256
    truncation = .headAndTail
    patience = nil
    keptCount = 0
    seed = 1234
  }

  /// What a network has, where more is asked for than that; nil if nothing is.
  ///
  /// The default length is cut to its positions.
  func problem(startingWith configuration: BERTConfiguration) -> String? {
    if mode == .transfer, layerCount > configuration.layerCount {
      return """
        \(configuration.layerCount) layers, not \(layerCount) to train — use fewer --trained-layers
        """
    }
    if length > configuration.positionCount, length != FineTuneOptions(mode).length {
      return """
        \(configuration.positionCount) positions, not texts of \(length) tokens — use a smaller --length
        """
    }
    return nil
  }

  /// What is wrong with the values; nil if nothing is.
  public var problem: String? {
    if layerCount < 0 { return "\(layerCount) trained layers, not 0 or more" }
    if !(layerDecay > 0 && layerDecay <= 1) { return "a layer's factor of \(layerDecay), not 0…1" }
    if length < 2 { return "texts of \(length) tokens, not at least 2" }
    return trainingProblem
  }
}

import Checkpoints
import Datasets
import Layers
import Tasks
import Tensors
import Tokenizers

/// A classifier of texts whose network can be trained and measured.
public protocol TextModel: TextClassifier {
  /// What computes the logits.
  associatedtype Network: Module

  /// The network.
  var network: Network { get }

  /// Texts as the network's ids.
  ///
  /// - Throws: `DatasetError`, where no text at all can be read.
  func encoded(_ texts: some TextCollection) throws(DatasetError) -> EncodedTexts

  /// The logits of texts, `[N, classCount]`.
  func logits(_ tokens: TokenBatch) -> Tensor

  /// The notes that a checkpoint of the network carries: what a prediction needs.
  ///
  /// - Throws: `CheckpointError`, where they cannot be written as JSON.
  func metadata() throws(CheckpointError) -> CheckpointMetadata
}

extension TextModel {
  /// Computes the standard figures of a classifier on texts with classes.
  ///
  /// - Parameters:
  ///   - texts: The texts, of the classes of the network.
  ///   - batchSize: The texts computed at once.
  ///   - stopSignal: Asked after each batch whether to stop.
  ///   - progress: Told how many texts are done.
  /// - Returns: The mean loss, accuracy, F1, the confusion matrix, and the answers.
  /// - Throws: `EvaluationStopped`, or what reading the texts throws.
  public func evaluate(
    _ texts: some TextCollection, batchSize: Int = 16,
    stopSignal: () -> Int32? = { StopSignal.current }, progress: (Int) -> Void = { _ in }
  ) throws -> TextEvaluation {
    try TextEvaluation(
      encoded(texts), classCount: classes.count, batchSize: batchSize, stopSignal: stopSignal,
      progress: progress
    ) { logits($0.tokens) }
  }
}

import Datasets
import Tensors
import Training

extension BERTTextClassifier {
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
    _ texts: some TextCollection, batchSize: Int = 8,
    stopSignal: () -> Int32? = { StopSignal.current }, progress: (Int) -> Void = { _ in }
  ) throws -> TextEvaluation {
    try TextEvaluation(
      encoded(texts), classCount: network.classCount, batchSize: batchSize,
      stopSignal: stopSignal, progress: progress
    ) { network(BERTInput($0.tokens)) }
  }

  /// Texts as the network's ids.
  func encoded(_ texts: some TextCollection) throws(DatasetError) -> EncodedTexts {
    try EncodedTexts(texts, tokenizer, limit: limit, truncation: truncation)
  }
}

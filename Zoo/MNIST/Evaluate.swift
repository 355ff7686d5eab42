import Datasets
import Layers
import Tensors
import Training

extension MNISTNetwork {
  /// Computes the standard figures of a classifier on digits with labels.
  ///
  /// - Parameters:
  ///   - images: The digits; other sizes than the network's are resized.
  ///   - batchSize: The pictures computed at once.
  ///   - stopSignal: Asked after each batch whether to stop.
  ///   - progress: Told how many pictures are done.
  /// - Returns: The mean loss, top-1 and top-5 accuracy and the confusion matrix.
  /// - Throws: `EvaluationStopped`.
  public func evaluate(
    _ images: GreyImages, batchSize: Int = 128,
    stopSignal: () -> Int32? = { StopSignal.current }, progress: (Int) -> Void = { _ in }
  ) async throws -> Evaluation {
    try await evaluate(
      DataLoader(DigitDataset(images), batchSize: batchSize), stopSignal: stopSignal,
      progress: progress)
  }

  /// Computes the standard figures of a classifier on batches of digits with labels.
  ///
  /// - Parameters:
  ///   - loader: The batches.
  ///   - stopSignal: Asked after each batch whether to stop.
  ///   - progress: Told how many pictures are done.
  /// - Returns: The mean loss, top-1 and top-5 accuracy and the confusion matrix.
  /// - Throws: `EvaluationStopped`.
  public func evaluate(
    _ loader: DataLoader<DigitDataset>, stopSignal: () -> Int32? = { StopSignal.current },
    progress: (Int) -> Void = { _ in }
  ) async throws -> Evaluation {
    try await Evaluation(
      classCount: configuration.classCount, loader, stopSignal: stopSignal, progress: progress
    ) { self($0) }
  }
}

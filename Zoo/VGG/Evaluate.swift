import Datasets
import Images
import Layers
import Tensors
import Training

extension VGGNetwork {
  /// Computes the standard figures of a classifier on pictures with labels.
  ///
  /// - Parameters:
  ///   - images: The pictures.
  ///   - preprocessing: How a picture becomes an input.
  ///   - batchSize: The pictures computed at once.
  ///   - skipReport: Told of each broken picture; logs a warning where nil.
  ///   - stopSignal: Asked after each batch whether to stop.
  ///   - progress: Told how many pictures are done.
  /// - Returns: The mean loss, top-1 and top-5 accuracy and the confusion matrix.
  /// - Throws: `EvaluationStopped`, or what reading the pictures throws.
  public func evaluate(
    _ images: any ImageCollection, preprocessing: Preprocessing, batchSize: Int = 8,
    skipReport: (@Sendable (SkippedSample) -> Void)? = nil,
    stopSignal: () -> Int32? = { StopSignal.current }, progress: (Int) -> Void = { _ in }
  ) async throws -> Evaluation {
    let loader = DataLoader(
      ImageDataset(images, preprocessing: preprocessing), batchSize: batchSize,
      report: skipReport)
    return try await evaluate(loader, stopSignal: stopSignal, progress: progress)
  }

  /// Computes the standard figures of a classifier on batches of pictures with labels.
  ///
  /// - Parameters:
  ///   - loader: The batches; it reports a broken picture once, however often it is evaluated.
  ///   - stopSignal: Asked after each batch whether to stop.
  ///   - progress: Told how many pictures are done.
  /// - Returns: The mean loss, top-1 and top-5 accuracy and the confusion matrix.
  /// - Throws: `EvaluationStopped`, or what reading the pictures throws.
  public func evaluate(
    _ loader: DataLoader<ImageDataset>, stopSignal: () -> Int32? = { StopSignal.current },
    progress: (Int) -> Void = { _ in }
  ) async throws -> Evaluation {
    try await Evaluation(
      classCount: configuration.classCount, loader, stopSignal: stopSignal, progress: progress
    ) { self($0) }
  }
}

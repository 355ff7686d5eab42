import Datasets
import Images
import Kernels
import Layers
import Tasks
import Tensors
import Training

extension SSDNetwork {
  /// Computes the standard figures of a detector on pictures with boxes.
  ///
  /// - Parameters:
  ///   - pictures: The pictures, of the classes of the network.
  ///   - preprocessing: How a picture becomes an input.
  ///   - decoder: How predictions become boxes; the paper's by default.
  ///   - batchSize: The pictures computed at once.
  ///   - skipReport: Told of each broken picture; logs a warning where nil.
  ///   - stopSignal: Asked after each batch whether to stop.
  ///   - progress: Told how many pictures are done.
  /// - Returns: The mean loss, average precisions by VOC and COCO, and the detections of each
  ///   picture, in ``Evaluation/detection``.
  /// - Throws: `EvaluationStopped`, or what reading the pictures throws.
  public func evaluate(
    _ pictures: any ObjectCollection, preprocessing: Preprocessing = Self.preprocessing,
    decoder: SSDDecoder? = nil, batchSize: Int = 8,
    skipReport: (@Sendable (SkippedSample) -> Void)? = nil,
    stopSignal: () -> Int32? = { StopSignal.current }, progress: (Int) -> Void = { _ in }
  ) async throws -> Evaluation {
    let dataset = ObjectDataset(pictures, preprocessing: preprocessing, keepsDifficult: true)
    return try await evaluate(
      DataLoader(dataset, batchSize: batchSize, report: skipReport),
      MultiBoxLoss(Self.defaultBoxes),
      decoder ?? SSDDecoder(Self.defaultBoxes), stopSignal: stopSignal, progress: progress)
  }

  /// Computes the figures on batches in order; the loader reports a broken picture once, however
  /// often it is evaluated.
  func evaluate(
    _ loader: DataLoader<ObjectDataset>, _ loss: MultiBoxLoss, _ decoder: SSDDecoder,
    stopSignal: () -> Int32?, progress: (Int) -> Void
  ) async throws -> Evaluation {
    let pictures = loader.dataset.pictures
    guard pictures.classNames.count == configuration.classCount else {
      trap(
        """
        evaluate: pictures of \(pictures.classNames.count) classes, a network of \
        \(configuration.classCount)
        """)
    }
    let places = Dictionary(
      (0..<pictures.count).map { (pictures.name(at: $0), $0) }, uniquingKeysWith: { a, _ in a })
    var metrics = DetectionMetrics(classCount: configuration.classCount)
    var (sum, positiveCount) = (0.0, 0)
    for try await batch in loader.epoch(0) {
      let predictions = self(batch.images)
      let losses = loss(predictions, batch.objects.map { $0.filter { !$0.isDifficult } })
      sum += Double(losses.total.item()) * Double(losses.positiveCount)
      positiveCount += losses.positiveCount
      for (path, boxes) in zip(batch.paths, decoder(predictions)) {
        guard let place = places[path] else { continue }
        metrics.add(Self.detected(boxes, in: pictures, at: place))
      }
      progress(metrics.count)
      if stopSignal() != nil { throw EvaluationStopped() }
    }
    var evaluation = Evaluation(loss: sum / Double(max(1, positiveCount)), metrics)
    let gallery = DetectionGallery(metrics, pictures)
    evaluation.gallery = [EvaluationPicture("worst") { gallery.worst() }]
    return evaluation
  }

  /// A picture with what was found in it, in its own pixels.
  private static func detected(
    _ boxes: [ScoredBox], in pictures: any ObjectCollection, at place: Int
  ) -> DetectedPicture {
    let size = pictures.size(at: place)
    let (width, height) = (Float(size.width), Float(size.height))
    return DetectedPicture(
      name: pictures.name(at: place), objects: pictures.objects(at: place),
      detections: boxes.compactMap { found in
        let box = found.box.scaled(x: width, y: height).clipped(toWidth: width, height: height)
        guard !box.isEmpty else { return nil }
        return Detection(
          label: pictures.classNames[found.classIndex], classIndex: found.classIndex,
          score: found.score, box: box)
      })
  }
}

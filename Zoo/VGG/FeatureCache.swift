import Datasets
import Tensors
import Training

/// The penultimate features of pictures, computed once: frozen layers give the same each time.
struct FeatureCache: Sendable {
  /// The features of every copy, `[copies, N, hidden]` as a list of `[N, hidden]`.
  private let copies: [Tensor]
  private let labels: [Int]

  /// The number of pictures.
  var count: Int { labels.count }

  /// Computes the features.
  ///
  /// - Parameters:
  ///   - network: What computes them, in evaluation mode.
  ///   - dataset: The pictures.
  ///   - copyCount: How often each is computed, with other augmentation.
  ///   - seed: What the augmentation follows from.
  ///   - skipReport: Told of each broken picture once; logs a warning where nil.
  ///   - stopSignal: Asked after each batch whether to stop.
  ///   - progress: Told how many pictures of how many are done.
  /// - Throws: `TrainingInterrupted`, `TrainingError` where pictures become unreadable meanwhile, or
  ///   what reading the pictures throws.
  init(
    _ network: some VGGNetwork, _ dataset: ImageDataset, copyCount: Int, seed: UInt64,
    skipReport: (@Sendable (SkippedSample) -> Void)? = nil, stopSignal: () -> Int32?,
    progress: (Int, Int) -> Void
  ) async throws {
    let loader = DataLoader(dataset, batchSize: 8, seed: seed, report: skipReport)
    var copies: [Tensor] = []
    var labels: [Int] = []
    for copy in 0..<copyCount {
      var parts: [Tensor] = []
      var seen: [Int] = []
      for try await batch in loader.epoch(copy) {
        parts.append(network.penultimateFeatures(batch.images))
        seen += batch.labels.scalars
        progress(copy * dataset.count + seen.count, copyCount * dataset.count)
        if let signal = stopSignal() {
          throw TrainingInterrupted(run: nil, step: 0, signal: signal)
        }
      }
      guard copy == 0 || seen == labels else {
        throw TrainingError.data(
          "\(labels.count) pictures could be read at first, then \(seen.count) — do not change the data"
            + " while features are computed")
      }
      copies.append(concatenate(parts, axis: 0))
      labels = seen
    }
    self.copies = copies
    self.labels = labels
  }

  /// Shuffled batches: each epoch has the next copy of every picture.
  func batches(size: Int, seed: UInt64) -> BatchSource<FeatureBatch> {
    let batchCount = (count + size - 1) / size
    return BatchSource(batchCount: batchCount) { epoch, index in
      var random = Random(seed: seed, epoch)
      let order = random.shuffled(Array(labels.indices))
      return batch(Array(order[index * size..<min((index + 1) * size, count)]), copy: epoch)
    }
  }

  /// All pictures in order.
  var all: FeatureBatch { batch(Array(labels.indices), copy: 0) }

  private func batch(_ indices: [Int], copy: Int) -> FeatureBatch {
    FeatureBatch(
      features: copies[copy % copies.count].gathered(IntTensor(indices), axis: 0),
      labels: IntTensor(indices.map { labels[$0] }))
  }
}

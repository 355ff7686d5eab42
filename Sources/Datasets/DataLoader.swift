import Kernels
import Logging
import Tensors

/// Batches of a data set, epoch by epoch, made by parallel workers ahead of their use.
///
/// The order follows from (seed, epoch), and each sample's generator from (seed, epoch, index): the
/// number of workers changes nothing. A sample that cannot be read is reported once by its name,
/// left out of its batch, and counted.
///
/// ```swift
/// let loader = DataLoader(dataset, batchSize: 32, shuffle: true, seed: 7)
/// for try await batch in loader.epoch(1) { … }
/// ```
public struct DataLoader<Source: Dataset>: Sendable where Source.Sample: Batchable {
  /// Where the samples are from.
  public let dataset: Source
  /// The samples of a batch; broken ones make it smaller.
  public let batchSize: Int
  /// Whether each epoch has its own order.
  public let shuffle: Bool
  /// Whether a last batch that is not full is dropped.
  public let dropLast: Bool
  /// What the order and the samples' generators follow from.
  public let seed: UInt64
  /// The number of tasks that make the samples of a batch.
  public let workers: Int
  /// The number of batches made ahead of their use.
  public let prefetch: Int
  let skips: SkipLog

  /// Creates a loader.
  ///
  /// - Parameters:
  ///   - dataset: Where the samples are from.
  ///   - batchSize: The samples of a batch.
  ///   - shuffle: Whether each epoch has its own order.
  ///   - dropLast: Whether a last batch that is not full is dropped.
  ///   - seed: What the order and the samples' generators follow from.
  ///   - workers: The number of tasks that make the samples of a batch; the threads by default.
  ///   - prefetch: The number of batches made ahead of their use.
  ///   - report: Told of each broken sample once; logs a warning by default.
  public init(
    _ dataset: Source, batchSize: Int, shuffle: Bool = false, dropLast: Bool = false,
    seed: UInt64 = 0, workers: Int? = nil, prefetch: Int = 2,
    report: (@Sendable (SkippedSample) -> Void)? = nil
  ) {
    guard batchSize > 0 else { trap("data loader: a batch size of \(batchSize)") }
    self.dataset = dataset
    self.batchSize = batchSize
    self.shuffle = shuffle
    self.dropLast = dropLast
    self.seed = seed
    self.workers = max(1, workers ?? threadCount)
    self.prefetch = max(1, prefetch)
    skips = SkipLog(
      report: report ?? { skipped in
        Logger(label: "zoo.datasets").warning("skipped: \(skipped)")
      })
  }

  /// The number of batches of an epoch.
  public var batchCount: Int {
    dropLast ? dataset.count / batchSize : (dataset.count + batchSize - 1) / batchSize
  }

  /// The broken samples met so far, in the order of their indices.
  public var skippedSamples: [SkippedSample] { skips.samples }

  /// The order of the samples in an epoch.
  public func order(ofEpoch epoch: Int) -> [Int] {
    let indices = Array(0..<dataset.count)
    guard shuffle else { return indices }
    var random = Random(seed: seed, epoch)
    return random.shuffled(indices)
  }

  /// The batches of an epoch.
  ///
  /// - Parameters:
  ///   - epoch: The number of the epoch, which decides order and augmentation.
  ///   - firstBatch: The batches to leave out, those before a resumed run's state.
  /// - Returns: A sequence whose iteration throws only if no sample at all can be read.
  public func epoch(_ epoch: Int, from firstBatch: Int = 0) -> LoaderEpoch<Source> {
    LoaderEpoch(loader: self, epoch: epoch, firstBatch: firstBatch)
  }

  /// Makes the samples at some indices; nil for broken ones.
  func samples(at indices: ArraySlice<Int>, epoch: Int) async throws -> [Source.Sample] {
    let indices = Array(indices)
    let taskCount = min(workers, indices.count)
    return try await withThrowingTaskGroup(of: [(Int, Source.Sample)].self) { group in
      for worker in 0..<taskCount {
        group.addTask {
          var made: [(Int, Source.Sample)] = []
          for position in stride(from: worker, to: indices.count, by: taskCount) {
            try Task.checkCancellation()
            if let sample = sample(at: indices[position], epoch: epoch) {
              made.append((position, sample))
            }
          }
          return made
        }
      }
      var samples = [Source.Sample?](repeating: nil, count: indices.count)
      for try await made in group {
        for (position, sample) in made { samples[position] = sample }
      }
      return samples.compactMap { $0 }
    }
  }

  private func sample(at index: Int, epoch: Int) -> Source.Sample? {
    var random = Random(seed: seed, epoch, index)
    do {
      return try dataset.sample(at: index, random: &random)
    } catch {
      skips.skip(index, SkippedSample(name: dataset.name(of: index), reason: "\(error)"))
      return nil
    }
  }
}

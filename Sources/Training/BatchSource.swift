/// Where a training gets its batches from, epoch by epoch.
public struct BatchSource<Batch: TrainingBatch> {
  /// The batches of an epoch from one on.
  public typealias Epoch = any AsyncSequence<Batch, any Error>

  /// The number of batches of an epoch.
  public let batchCount: Int
  private let makeEpoch: (_ epoch: Int, _ first: Int) -> Epoch

  /// Creates a source.
  ///
  /// - Parameters:
  ///   - batchCount: The number of batches of an epoch.
  ///   - makeEpoch: The batches of an epoch, from 0, from batch `first` on: always the same ones.
  public init(batchCount: Int, _ makeEpoch: @escaping (_ epoch: Int, _ first: Int) -> Epoch) {
    self.batchCount = batchCount
    self.makeEpoch = makeEpoch
  }

  /// Creates a source that computes each batch when it is asked for.
  ///
  /// - Parameters:
  ///   - batchCount: The number of batches of an epoch.
  ///   - makeBatch: The batch of an epoch and a number, both from 0.
  public init(
    batchCount: Int,
    computing makeBatch: @escaping @Sendable (_ epoch: Int, _ index: Int) throws -> Batch
  ) {
    self.init(batchCount: batchCount) { epoch, first in
      ComputedBatches(epoch: epoch, indices: first..<max(first, batchCount), makeBatch: makeBatch)
    }
  }

  /// The batches of an epoch, from 0, from batch `first` on.
  public func epoch(_ epoch: Int, from first: Int = 0) -> Epoch {
    makeEpoch(epoch, first)
  }
}

/// Batches that are computed when they are asked for.
private struct ComputedBatches<Batch: TrainingBatch>: AsyncSequence, Sendable {
  typealias Element = Batch
  typealias Failure = any Error

  let epoch: Int
  let indices: Range<Int>
  let makeBatch: @Sendable (Int, Int) throws -> Batch

  func makeAsyncIterator() -> Iterator { Iterator(batches: self, next: indices.lowerBound) }

  struct Iterator: AsyncIteratorProtocol {
    let batches: ComputedBatches
    var next: Int

    mutating func next() async throws -> Batch? {
      guard next < batches.indices.upperBound else { return nil }
      defer { next += 1 }
      return try batches.makeBatch(batches.epoch, next)
    }
  }
}

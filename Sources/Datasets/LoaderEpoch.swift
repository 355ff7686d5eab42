/// The batches of one epoch, made ahead while the caller works on the one before.
public struct LoaderEpoch<Source: Dataset>: AsyncSequence where Source.Sample: Batchable {
  /// Stacked samples.
  public typealias Element = Source.Sample.Batch

  let loader: DataLoader<Source>
  let epoch: Int
  let firstBatch: Int

  public func makeAsyncIterator() -> Iterator {
    Iterator(loader: loader, epoch: epoch, firstBatch: firstBatch)
  }

  /// Hands out the batches in order; giving it up cancels those under way.
  public final class Iterator: AsyncIteratorProtocol {
    private let loader: DataLoader<Source>
    private let epoch: Int
    private let order: [Int]
    private let skipsBatches: Bool
    private var nextBatch: Int
    private var underWay: [Task<[Source.Sample], any Error>] = []
    private var isAnyUsable = false

    init(loader: DataLoader<Source>, epoch: Int, firstBatch: Int) {
      self.loader = loader
      self.epoch = epoch
      order = loader.order(ofEpoch: epoch)
      nextBatch = firstBatch
      skipsBatches = firstBatch > 0
    }

    deinit {
      for task in underWay { task.cancel() }
    }

    public func next() async throws -> Source.Sample.Batch? {
      while true {
        startBatches()
        guard !underWay.isEmpty else { break }
        let task = underWay.removeFirst()
        let samples = try await withTaskCancellationHandler {
          try await task.value
        } onCancel: {
          task.cancel()
        }
        guard !samples.isEmpty else { continue }
        isAnyUsable = true
        startBatches()
        return Source.Sample.batch(of: samples)
      }
      if !isAnyUsable, !skipsBatches, loader.batchCount > 0 {
        let first = loader.skippedSamples.first.map { ", first \($0)" } ?? ""
        throw DatasetError.malformed("none of the \(order.count) samples can be read\(first)")
      }
      return nil
    }

    private func startBatches() {
      while underWay.count < loader.prefetch, nextBatch < loader.batchCount {
        let start = nextBatch * loader.batchSize
        let indices = order[start..<Swift.min(start + loader.batchSize, order.count)]
        nextBatch += 1
        underWay.append(
          Task { [loader, epoch] in try await loader.samples(at: indices, epoch: epoch) })
      }
    }
  }
}

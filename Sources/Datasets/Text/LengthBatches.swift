import Kernels
import Tensors

/// Which samples go together, so that those of a batch are of like length and little is filled up.
///
/// Each epoch's order is random: samples are shuffled, sorted by length within pools of many batches,
/// and the batches shuffled. It follows from (seed, epoch).
public struct LengthBatches: Sendable, Equatable {
  /// The length of each sample.
  public let lengths: [Int]
  /// The samples of a batch.
  public let batchSize: Int
  /// The batches of a pool.
  public let poolSize: Int
  /// What the order follows from.
  public let seed: UInt64

  /// Creates batches.
  ///
  /// - Parameters:
  ///   - lengths: The length of each sample.
  ///   - batchSize: The samples of a batch.
  ///   - poolSize: The batches of a pool: 1 is plain shuffling.
  ///   - seed: What the order follows from.
  public init(lengths: [Int], batchSize: Int, poolSize: Int = 50, seed: UInt64 = 0) {
    guard batchSize > 0, poolSize > 0 else {
      trap("length batches: batches of \(batchSize), pools of \(poolSize)")
    }
    self.lengths = lengths
    self.batchSize = batchSize
    self.poolSize = poolSize
    self.seed = seed
  }

  /// The number of batches of an epoch.
  public var batchCount: Int { (lengths.count + batchSize - 1) / batchSize }

  /// The samples of each batch of an epoch.
  public func batches(ofEpoch epoch: Int) -> [[Int]] {
    var random = Random(seed: seed, epoch)
    let shuffled = random.shuffled(Array(lengths.indices))
    let span = batchSize * poolSize
    let batches = stride(from: 0, to: shuffled.count, by: span).flatMap { start in
      grouped(shuffled[start..<min(start + span, shuffled.count)])
    }
    return random.shuffled(batches)
  }

  /// All samples, shortest first, in batches: the quickest order of an evaluation.
  public var sorted: [[Int]] { grouped(Array(lengths.indices)[...]) }

  /// Of equal length, the order stays: data that are sorted by class must not make batches of one.
  private func grouped(_ samples: ArraySlice<Int>) -> [[Int]] {
    let sorted = samples.enumerated()
      .sorted { (lengths[$0.element], $0.offset) < (lengths[$1.element], $1.offset) }
      .map(\.element)
    return stride(from: 0, to: sorted.count, by: batchSize).map {
      Array(sorted[$0..<min($0 + batchSize, sorted.count)])
    }
  }
}

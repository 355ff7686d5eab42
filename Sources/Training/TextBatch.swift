import Datasets
import Kernels
import Tensors
import Tokenizers

/// Texts with labels, filled up to the longest of them.
public struct TextBatch: TrainingBatch {
  /// The ids and masks.
  public let tokens: TokenBatch
  /// The class of each text, `[N]`.
  public let labels: IntTensor

  /// Creates a batch.
  public init(tokens: TokenBatch, labels: IntTensor) {
    self.tokens = tokens
    self.labels = labels
  }

  public var count: Int { labels.count }

  public func part(_ range: Range<Int>) -> TextBatch {
    TextBatch(tokens: tokens.part(range), labels: IntTensor(Array(labels.scalars[range])))
  }
}

extension TokenBatch {
  /// The ids, `[N, L]`.
  public var idTensor: IntTensor { IntTensor(ids, shape: [count, length]) }
  /// 1 for tokens, 0 for padding, `[N, L]`.
  public var maskTensor: IntTensor { IntTensor(mask, shape: [count, length]) }
}

extension [EncodedText] {
  /// Computes something of each text, of several of like length at once.
  ///
  /// - Parameters:
  ///   - batchSize: The texts computed at once.
  ///   - paddingID: The id that fills short texts up.
  ///   - transform: Computes the results of a batch, one for each text.
  /// - Returns: The results in the order of the texts.
  public func mapInBatches<Result>(
    of batchSize: Int, paddingID: Int, _ transform: (TokenBatch) -> [Result]
  ) -> [Result] {
    var results = [Result?](repeating: nil, count: count)
    for indices in LengthBatches(lengths: map(\.count), batchSize: batchSize).sorted {
      let batch = TokenBatch(indices.map { self[$0] }, paddingID: paddingID)
      let made = transform(batch)
      guard made.count == indices.count else {
        trap("texts: \(made.count) results of a batch of \(indices.count)")
      }
      for (index, result) in zip(indices, made) { results[index] = result }
    }
    return results.compactMap { $0 }
  }
}

extension EncodedTexts {
  /// Some texts with their classes.
  public func labelled(_ samples: [Int]) -> TextBatch {
    TextBatch(tokens: batch(samples), labels: IntTensor(samples.map { labels[$0] }))
  }
}

extension BatchSource where Batch == TextBatch {
  /// Batches of texts of like length.
  ///
  /// - Parameters:
  ///   - texts: The texts.
  ///   - batchSize: The texts of a batch.
  ///   - seed: What the order of each epoch follows from.
  public init(_ texts: EncodedTexts, batchSize: Int, seed: UInt64) {
    let order = LengthBatches(lengths: texts.lengths, batchSize: batchSize, seed: seed)
    self.init(batchCount: order.batchCount) { epoch, first in
      TextEpoch(texts: texts, batches: Array(order.batches(ofEpoch: epoch).dropFirst(first)))
    }
  }
}

/// The batches of one epoch, filled up when they are asked for.
private struct TextEpoch: AsyncSequence, Sendable {
  typealias Element = TextBatch
  typealias Failure = any Error

  let texts: EncodedTexts
  let batches: [[Int]]

  func makeAsyncIterator() -> Iterator { Iterator(epoch: self) }

  struct Iterator: AsyncIteratorProtocol {
    let epoch: TextEpoch
    var position = 0

    mutating func next() async throws -> TextBatch? {
      guard position < epoch.batches.count else { return nil }
      defer { position += 1 }
      return epoch.texts.labelled(epoch.batches[position])
    }
  }
}

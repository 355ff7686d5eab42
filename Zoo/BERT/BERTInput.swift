import Kernels
import Tensors
import Tokenizers

/// Texts as BERT reads them: the mask and the types always go with the ids.
public struct BERTInput: Sendable, Equatable {
  /// The tokens, `[N, L]`.
  public let ids: IntTensor
  /// 0 for tokens of a first text and padding, 1 for those of a second, `[N, L]`.
  public let types: IntTensor
  /// 1 for tokens, 0 for padding, `[N, L]`.
  public let mask: IntTensor

  /// Creates an input.
  public init(ids: IntTensor, types: IntTensor, mask: IntTensor) {
    guard ids.shape.count == 2, types.shape == ids.shape, mask.shape == ids.shape else {
      trap("bert: ids \(ids.shape), types \(types.shape) and mask \(mask.shape), not three [N, L]")
    }
    self.ids = ids
    self.types = types
    self.mask = mask
  }

  /// Creates an input of texts filled up to the same length.
  public init(_ batch: TokenBatch) {
    let shape = [batch.count, batch.length]
    self.init(
      ids: IntTensor(batch.ids, shape: shape), types: IntTensor(batch.types, shape: shape),
      mask: IntTensor(batch.mask, shape: shape))
  }

  /// The number of texts.
  public var count: Int { ids.shape[0] }
  /// The number of tokens of each, padding included.
  public var length: Int { ids.shape[1] }
}

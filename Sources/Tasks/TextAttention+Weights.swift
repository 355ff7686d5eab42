import Kernels
import Tensors

extension TextAttention.Layer {
  /// A layer of one text: what its first token looks at.
  ///
  /// - Parameters:
  ///   - name: What the layer is called.
  ///   - weights: `[1, headCount, L, L]`.
  public init(name: String, firstQueryOf weights: Tensor) {
    guard weights.rank == 4, weights.shape[0] == 1 else {
      trap("attention of one text: [1, heads, L, L], not \(weights.shape)")
    }
    let first = weights.sliced(axis: 2, range: 0..<1).scalars  // [heads, L]
    let length = weights.shape[3]
    self.init(
      name: name,
      heads: (0..<weights.shape[1]).map { Array(first[$0 * length..<($0 + 1) * length]) })
  }
}

extension ClassNames {
  /// The likeliest classes of each row of logits, the likeliest first.
  ///
  /// - Parameters:
  ///   - logits: `[N, classCount]`.
  ///   - count: The largest number of answers for a row.
  /// - Returns: The answers of each row.
  public func best(_ logits: Tensor, top count: Int) -> [[Classification]] {
    let (scalars, width) = (logits.scalars, logits.shape[1])
    return (0..<logits.shape[0]).map {
      best(Array(scalars[$0 * width..<($0 + 1) * width]), top: count)
    }
  }
}

import Tensors

/// Multi-head attention of a sequence to itself, or to another one:
/// `softmax(Q · Kᵀ / √headSize) · V` in each head's part, with `Q`, `K`, `V` linear in the input.
///
/// - Input: `[N, L, E]`.
/// - Output: `[N, L, E]`, after the output layer if there is one.
///
/// Source: Vaswani et al., "Attention Is All You Need", 2017, section 3.2.2.
/// https://arxiv.org/abs/1706.03762
public final class MultiHeadAttention: Layer {
  /// What a checkpoint calls the linear layers.
  public struct Names: Sendable {
    /// What makes the queries.
    public var query: String
    /// What makes the keys.
    public var key: String
    /// What makes the values.
    public var value: String
    /// What mixes the heads; nil if the model has it elsewhere.
    public var output: String?

    /// Creates names.
    public init(
      query: String = "query", key: String = "key", value: String = "value", output: String? = "out"
    ) {
      self.query = query
      self.key = key
      self.value = value
      self.output = output
    }
  }

  /// What makes the queries.
  public let query: Linear
  /// What makes the keys.
  public let key: Linear
  /// What makes the values.
  public let value: Linear
  /// What mixes the heads.
  public let output: Linear?
  /// The number of heads.
  public let headCount: Int
  /// The share of the weights that training leaves out.
  public let dropoutRate: Float
  private let names: Names

  /// Creates the layer.
  ///
  /// - Parameters:
  ///   - size: The length of a vector, `E`.
  ///   - headCount: The number of heads, which divides it.
  ///   - dropoutRate: The share of the weights that training leaves out.
  ///   - names: What a checkpoint calls the linear layers.
  public init(_ size: Int, headCount: Int, dropoutRate: Float = 0, names: Names = Names()) {
    query = Linear(size, size)
    key = Linear(size, size)
    value = Linear(size, size)
    output = names.output.map { _ in Linear(size, size) }
    self.headCount = headCount
    self.dropoutRate = dropoutRate
    self.names = names
  }

  /// The linear layers.
  public var children: [Child] {
    let inputs: [Child] = [
      .module(names.query, query), .module(names.key, key), .module(names.value, value),
    ]
    guard let output, let name = names.output else { return inputs }
    return inputs + [.module(name, output)]
  }

  /// What each position sees of all.
  public func callAsFunction(_ x: Tensor) -> Tensor { self(x, mask: nil) }

  /// What each position sees of the positions that may be looked at.
  ///
  /// - Parameters:
  ///   - x: The sequences, `[N, L, E]`.
  ///   - context: What is looked at, `[N, M, E]`; the sequences themselves where nil.
  ///   - mask: The positions of it that may be looked at; all where nil.
  /// - Returns: `[N, L, E]`.
  public func callAsFunction(
    _ x: Tensor, context: Tensor? = nil, mask: AttentionMask?
  ) -> Tensor {
    guard Mode.current == .training, dropoutRate > 0 else {
      let context = context ?? x
      let seen = query(x).attention(
        to: key(context), values: value(context), headCount: headCount, mask: mask)
      return output.map { $0(seen) } ?? seen
    }
    return withWeights(x, context: context, mask: mask).output
  }

  /// What each position sees, and how much it looks at each.
  ///
  /// - Parameters:
  ///   - x: The sequences, `[N, L, E]`.
  ///   - context: What is looked at, `[N, M, E]`; the sequences themselves where nil.
  ///   - mask: The positions of it that may be looked at; all where nil.
  ///   - count: The number of positions from the first on whose output is wanted; all where nil.
  /// - Returns: `[N, count, E]`, and the weights before dropout of all, `[N, headCount, L, M]`.
  public func withWeights(
    _ x: Tensor, context: Tensor? = nil, mask: AttentionMask?, firstOnly count: Int? = nil
  ) -> (output: Tensor, weights: Tensor) {
    let context = context ?? x
    let weights = query(x).attentionWeights(to: key(context), headCount: headCount, mask: mask)
    var used = weights
    if let count, count < x.shape[1] { used = used.sliced(axis: 2, range: 0..<count) }
    if Mode.current == .training { used = used.dropout(rate: dropoutRate) }
    let seen = used.weighted(value(context), headCount: headCount)
    return (output.map { $0(seen) } ?? seen, weights)
  }
}

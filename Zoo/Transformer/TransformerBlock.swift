import Layers
import Tensors

/// A block of the encoder, normalized before each part: `x + attention(norm(x))`, then
/// `x + feedForward(norm(x))`.
///
/// - Input: `[N, L, E]`.
/// - Output: `[N, L, E]`.
public final class TransformerBlock: Module {
  /// What levels the input of attention.
  public let attentionNorm: LayerNorm
  /// What levels the input of the hidden layer.
  public let feedForwardNorm: LayerNorm
  /// What lets words look at each other.
  public let attention: MultiHeadAttention
  /// What each word is widened to, and narrowed from.
  public let widening: Linear
  /// What each word is narrowed to.
  public let narrowing: Linear
  private let dropout: Dropout

  /// Creates a block with He's normal weights, but for those of the queries.
  ///
  /// Deviation: the queries' are N(0, 0.02²), so that at first each word looks at all words almost
  /// alike: with vectors of 300, scores deviate by 0.5. With He's they deviate by 2, attention falls on
  /// few words at random, and training has to undo it.
  init(_ configuration: TransformerConfiguration) {
    let size = configuration.size
    attentionNorm = LayerNorm(size)
    feedForwardNorm = LayerNorm(size)
    attention = MultiHeadAttention(
      size, headCount: configuration.headCount,
      names: .init(query: "q_linear", key: "k_linear", value: "v_linear", output: "out"))
    widening = Linear(size, configuration.hiddenCount)
    narrowing = Linear(configuration.hiddenCount, size)
    dropout = Dropout(rate: configuration.dropoutRate)
    let layers = [attention.query, attention.key, attention.value, attention.output]
    for layer in layers.compactMap({ $0 }) + [widening, narrowing] {
      layer.weight.reset(.heNormal(fan: layer.weight.shape[1]))
      layer.bias?.reset(.constant(0))
    }
    attention.query.weight.reset(.normal(deviation: 0.02))
  }

  /// The parts under the book's names.
  public var children: [Child] {
    [
      .module("norm_1", attentionNorm), .module("norm_2", feedForwardNorm),
      .module("attn", attention),
      .module(
        "ff", Namespace([.module("linear_1", widening), .module("linear_2", narrowing)])),
    ]
  }

  /// The block's output.
  ///
  /// - Parameters:
  ///   - x: The words, `[N, L, E]`.
  ///   - mask: The words that may be looked at.
  ///   - count: The number of words from the first on whose output is wanted; all where nil.
  /// - Returns: `[N, count, E]`.
  func callAsFunction(_ x: Tensor, mask: AttentionMask, firstOnly count: Int? = nil) -> Tensor {
    let normalized = attentionNorm(x)
    let seen = attention(first(count, of: normalized), context: normalized, mask: mask)
    return feedForward(first(count, of: x) + dropout(seen))
  }

  /// The block's output as above, and how much each word looks at each: `[N, headCount, L, L]`.
  func withWeights(
    _ x: Tensor, mask: AttentionMask, firstOnly count: Int? = nil
  ) -> (output: Tensor, weights: Tensor) {
    let (seen, weights) = attention.withWeights(attentionNorm(x), mask: mask, firstOnly: count)
    return (feedForward(first(count, of: x) + dropout(seen)), weights)
  }

  private func first(_ count: Int?, of x: Tensor) -> Tensor {
    guard let count, count < x.shape[1] else { return x }
    return x.sliced(axis: 1, range: 0..<count)
  }

  private func feedForward(_ x: Tensor) -> Tensor {
    let hidden = dropout(widening(feedForwardNorm(x), activation: .relu))
    return x + dropout(narrowing(hidden))
  }
}

import Layers
import Tensors

/// Self-attention over the positions of a map: each position takes what it needs from all others.
///
/// With 1×1 convolutions `q`, `k` and `v` and a learned gate γ, which begins at 0:
/// `A = softmax(k qᵀ)`, where each row sums to 1, and `y = x + γ · A v`. A row of `A` is a position
/// that looks, its elements say where.
///
/// - Input: `[N, H, W, C]`.
/// - Output: `[N, H, W, C]`.
///
/// Source: Zhang et al., "Self-Attention Generative Adversarial Networks", section 3; there `q` is f
/// and `k` is g. https://arxiv.org/abs/1805.08318
///
/// Deviation: `v` has C channels; in the paper it has C / 8, and a further convolution brings them
/// back. The 1×1 convolutions are not spectrally normalized, as they are in the paper.
public final class SelfAttention: Layer {
  /// What is looked at, `C → C / 8`.
  public let query: Conv2d
  /// What looks, `C → C / 8`.
  public let key: Conv2d
  /// What is taken, `C → C`.
  public let value: Conv2d
  /// The gate γ, `[1]`.
  public let gamma: Parameter

  /// Creates the block, which changes nothing until the gate opens.
  public init(_ channelCount: Int) {
    let innerCount = max(1, channelCount / 8)
    query = Conv2d(channelCount, innerCount, kernelSize: 1)
    key = Conv2d(channelCount, innerCount, kernelSize: 1)
    value = Conv2d(channelCount, channelCount, kernelSize: 1)
    gamma = Parameter([1], .constant(0))
  }

  /// The parts under their published names.
  public var children: [Child] {
    [
      .parameter("gamma", gamma), .module("query_conv", query), .module("key_conv", key),
      .module("value_conv", value),
    ]
  }

  /// The maps with what attention adds.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let taken = attention(rows(query(x)), rows(key(x)), rows(value(x)))
    return x + gamma.value * taken.reshaped(x.shape)
  }

  /// Where each position looks.
  ///
  /// - Parameter x: The maps, `[N, H, W, C]`.
  /// - Returns: `[N, H · W, H · W]`; a row is a position that looks, and sums to 1.
  public func map(of x: Tensor) -> Tensor {
    let (queries, keys) = (rows(query(x)), rows(key(x)))
    return stacked((0..<x.shape[0]).map { weights(queries[$0], keys[$0]) })
  }

  /// A vector for each position: `[N, H, W, C] → [N, H · W, C]`.
  private func rows(_ maps: Tensor) -> Tensor {
    maps.reshaped([maps.shape[0], maps.shape[1] * maps.shape[2], maps.shape[3]])
  }
}

/// `softmax(k qᵀ)`, `[L, L]`, of one sample.
private func weights(_ query: Tensor, _ key: Tensor) -> Tensor {
  key.matmul(query, transposeB: true).softmax()
}

/// `softmax(k qᵀ) v` for each sample, one after another.
///
/// The weights of a sample are L² numbers, 4 MB for 32×32 positions. They are not kept but computed
/// again for the gradient.
private func attention(_ queries: Tensor, _ keys: Tensor, _ values: Tensor) -> Tensor {
  let inputs = [queries, keys, values]
  let samples = 0..<queries.shape[0]
  let (q, k, v) = (queries.detached, keys.detached, values.detached)
  let output = stacked(samples.map { weights(q[$0], k[$0]).matmul(v[$0]) })
  return .recording(output, inputs) { gradient, _ in
    let gradients = samples.map { sample in
      valueAndGradients(at: [q[sample], k[sample], v[sample]]) { x in
        weights(x[0], x[1]).matmul(x[2]).dotted(with: gradient[sample])
      }.gradients
    }
    return (0..<3).map { input in stacked(gradients.map { $0[input] }) }
  }
}

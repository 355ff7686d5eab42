import Layers
import Tensors

/// A layer of the encoder, normalized after each part: `norm(x + attention(x))`, then
/// `norm(x + hidden(x))`.
///
/// - Input: `[N, L, E]`.
/// - Output: `[N, L, E]`.
public final class BERTLayer: Module {
  /// What lets tokens look at each other.
  public let attention: MultiHeadAttention
  /// What mixes the heads.
  public let attentionOutput: Linear
  /// What levels the sum of input and attention.
  public let attentionNorm: LayerNorm
  /// What each token is widened to.
  public let intermediate: Linear
  /// What each token is narrowed to.
  public let output: Linear
  /// What levels the sum of attention and hidden layer.
  public let outputNorm: LayerNorm
  private let dropout: Dropout
  private let activation: BERTConfiguration.Activation

  init(_ configuration: BERTConfiguration) {
    let size = configuration.size
    attention = MultiHeadAttention(
      size, headCount: configuration.headCount,
      dropoutRate: configuration.attentionDropoutRate, names: .init(output: nil))
    attentionOutput = Linear(size, size)
    attentionNorm = LayerNorm(size, epsilon: configuration.normEpsilon)
    intermediate = Linear(size, configuration.hiddenCount)
    output = Linear(configuration.hiddenCount, size)
    outputNorm = LayerNorm(size, epsilon: configuration.normEpsilon)
    dropout = Dropout(rate: configuration.dropoutRate)
    activation = configuration.activation
    for layer in [attention.query, attention.key, attention.value, attentionOutput, intermediate] {
      layer.begin(configuration)
    }
    output.begin(configuration)
  }

  /// The parts under their published names.
  public var children: [Child] {
    [
      .module(
        "attention",
        Namespace([
          .module("self", attention),
          .module(
            "output",
            Namespace([.module("dense", attentionOutput), .module("LayerNorm", attentionNorm)])),
        ])),
      .module("intermediate", Namespace([.module("dense", intermediate)])),
      .module(
        "output", Namespace([.module("dense", output), .module("LayerNorm", outputNorm)])),
    ]
  }

  /// The layer's output.
  ///
  /// - Parameters:
  ///   - x: The tokens, `[N, L, E]`.
  ///   - queries: The tokens whose output is wanted; all where nil.
  ///   - mask: The tokens that may be looked at.
  /// - Returns: `[N, L, E]`, or as the queries.
  func callAsFunction(_ x: Tensor, queries: Tensor? = nil, mask: AttentionMask) -> Tensor {
    guard let queries else { return finished(x, attention(x, mask: mask)) }
    return finished(queries, attention(queries, context: x, mask: mask))
  }

  /// The layer's output, and how much each token looks at each: `[N, headCount, L, L]`.
  func withWeights(_ x: Tensor, mask: AttentionMask) -> (output: Tensor, weights: Tensor) {
    let (seen, weights) = attention.withWeights(x, mask: mask)
    return (finished(x, seen), weights)
  }

  private func finished(_ x: Tensor, _ seen: Tensor) -> Tensor {
    let attended = attentionNorm(dropout(attentionOutput(seen)) + x)
    let hidden = activation(intermediate(attended))
    return outputNorm(dropout(output(hidden)) + attended)
  }
}

extension BERTConfiguration.Activation {
  /// The elements after the function.
  func callAsFunction(_ x: Tensor) -> Tensor {
    switch self {
    case .gelu: return x.gelu()
    case .relu: return x.relu()
    case .geluTanh, .geluPyTorchTanh:
      // Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016, section 2; √(2/π) = 0.79788….
      let inner = (x + x * x * x * 0.044715) * 0.797_884_56
      return x * 0.5 * (inner.tanh() + 1)
    }
  }
}

extension Linear {
  /// Begins with normal weights and no offset, as the paper's layers do.
  func begin(_ configuration: BERTConfiguration) {
    weight.reset(.normal(deviation: configuration.initialDeviation))
    bias?.reset(.constant(0))
  }
}

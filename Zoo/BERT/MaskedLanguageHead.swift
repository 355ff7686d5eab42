import Layers
import Tensors

/// What guesses masked tokens: a layer, and the products with the vectors of all tokens.
///
/// - Input: `[…, E]`.
/// - Output: `[…, tokenCount]`, logits.
public final class MaskedLanguageHead: Module {
  /// The layer before the products.
  public let transform: Linear
  /// What levels it.
  public let norm: LayerNorm
  /// The offset of each token, `[tokenCount]`.
  public let bias: Parameter
  /// The vectors of the tokens, `[tokenCount, E]`: a shared reference to the encoder's.
  public let decoder: Embedding
  private let activation: BERTConfiguration.Activation

  /// Creates the head of an encoder, whose word vectors it shares.
  init(_ encoder: BERTEncoder) {
    let configuration = encoder.configuration
    transform = Linear(configuration.size, configuration.size)
    transform.begin(configuration)
    norm = LayerNorm(configuration.size, epsilon: configuration.normEpsilon)
    bias = Parameter([configuration.tokenCount], .constant(0))
    decoder = encoder.embeddings.words
    activation = configuration.activation
  }

  /// The parts under their published names; the decoder's weight is the encoder's and stands there.
  public var children: [Child] {
    [
      .parameter("bias", bias),
      .module(
        "transform", Namespace([.module("dense", transform), .module("LayerNorm", norm)])),
    ]
  }

  /// The logits of all tokens.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    norm(activation(transform(x))).linear(weight: decoder.weight.value, bias: bias.value)
  }
}

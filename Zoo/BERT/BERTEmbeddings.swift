import Kernels
import Layers
import Tensors

/// What tokens begin as: the sum of the vectors of the token, its position and its type, normalized.
///
/// - Input: ids and types, `[N, L]`.
/// - Output: `[N, L, E]`.
public final class BERTEmbeddings: Module {
  /// The vectors of the tokens.
  public let words: Embedding
  /// The vectors of the positions.
  public let positions: Embedding
  /// The vectors of first and second text.
  public let types: Embedding
  /// What levels the sum.
  public let norm: LayerNorm
  private let dropout: Dropout

  init(_ configuration: BERTConfiguration) {
    let deviation = configuration.initialDeviation
    words = Embedding(configuration.tokenCount, configuration.size, deviation: deviation)
    positions = Embedding(configuration.positionCount, configuration.size, deviation: deviation)
    types = Embedding(configuration.typeCount, configuration.size, deviation: deviation)
    norm = LayerNorm(configuration.size, epsilon: configuration.normEpsilon)
    dropout = Dropout(rate: configuration.dropoutRate)
  }

  /// The tables and the norm.
  public var children: [Child] {
    [
      .module("word_embeddings", words), .module("position_embeddings", positions),
      .module("token_type_embeddings", types), .module("LayerNorm", norm),
    ]
  }

  /// The vectors of tokens.
  func callAsFunction(_ input: BERTInput) -> Tensor {
    vectors(input.ids, input.types, IntTensor(Array(0..<input.length)))
  }

  /// The vectors of the tokens of texts without padding, `[1, ΣL, E]`.
  func callAsFunction(_ texts: JoinedTexts) -> Tensor {
    vectors(texts.ids, texts.types, texts.positions)
  }

  private func vectors(_ ids: IntTensor, _ types: IntTensor, _ places: IntTensor) -> Tensor {
    let (last, limit) = (places.scalars.max() ?? 0, positions.weight.shape[0])
    guard last < limit else {
      trap("bert: \(last + 1) tokens, the model knows \(limit) positions; cut the texts")
    }
    return dropout(norm(words(ids) + self.types(types) + positions(places)))
  }
}

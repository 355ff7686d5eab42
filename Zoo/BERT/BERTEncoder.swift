import Kernels
import Layers
import Tensors

/// BERT's body: embeddings, layers of attention, and the pooler on the first token.
///
/// - Input: ids, types and mask, `[N, L]`.
/// - Output: `[N, L, E]`, a vector for each token.
///
/// | part | output |
/// |---|---|
/// | vectors of token, position and type; normalized | `[N, L, 768]` |
/// | 12 layers: attention of 12 heads, hidden layer of 3072 | `[N, L, 768]` |
/// | pooler: linear layer and hyperbolic tangent on `[CLS]` | `[N, 768]` |
///
/// Source: Devlin et al., "BERT: Pre-training of Deep Bidirectional Transformers for Language
/// Understanding", 2019. https://arxiv.org/abs/1810.04805
public final class BERTEncoder: Module {
  /// What distinguishes this variant.
  public let configuration: BERTConfiguration
  /// What tokens begin as.
  public let embeddings: BERTEmbeddings
  /// The layers in order.
  public let layers: [BERTLayer]
  /// What makes one vector of the first token's; language models have none.
  public let pooler: Linear?

  /// Creates the body with random weights.
  ///
  /// - Parameters:
  ///   - configuration: What distinguishes this variant.
  ///   - hasPooler: Whether there is a pooler.
  public init(_ configuration: BERTConfiguration = .base, hasPooler: Bool = true) {
    if let problem = configuration.problem { trap("bert: \(problem)") }
    self.configuration = configuration
    embeddings = BERTEmbeddings(configuration)
    layers = (0..<configuration.layerCount).map { _ in BERTLayer(configuration) }
    pooler = hasPooler ? Linear(configuration.size, configuration.size) : nil
    pooler?.begin(configuration)
  }

  /// The parts under their published names.
  public var children: [Child] {
    let layers: [Child] = layers.enumerated().map { .module("\($0.offset)", $0.element) }
    let body: [Child] = [
      .module("embeddings", embeddings),
      .module("encoder", Namespace([.module("layer", Namespace(layers))])),
    ]
    guard let pooler else { return body }
    return body + [.module("pooler", Namespace([.module("dense", pooler)]))]
  }

  /// A vector for each token and for padding too, `[N, L, E]`.
  public func callAsFunction(_ input: BERTInput) -> Tensor {
    let mask = AttentionMask(input.mask)
    return layers.reduce(begin(input)) { x, layer in
      run(layer) { layer(x, mask: mask) }
    }
  }

  /// A vector for each token, `[N, L, E]`, where in inference padding at the end of texts is not computed:
  /// what stands in its place has no meaning.
  public func tokens(_ input: BERTInput) -> Tensor {
    guard let texts = withoutPadding(input) else { return self(input) }
    return texts.padded(layers.reduce(embeddings(texts)) { $1($0, mask: texts.mask) })
  }

  /// The first token's vector alone, `[N, E]`: the last layer is computed for it only, and in inference
  /// padding costs nothing.
  public func first(_ input: BERTInput) -> Tensor {
    let texts = withoutPadding(input)
    let mask = texts?.mask ?? AttentionMask(input.mask)
    var x = texts.map { embeddings($0) } ?? begin(input)
    for layer in layers.dropLast() { x = run(layer) { layer(x, mask: mask) } }
    let first = texts?.firsts(of: x) ?? x.sliced(axis: 1, range: 0..<1)
    guard let layer = layers.last else { return first.squeezed(axis: 1) }
    return run(layer) { layer(x, queries: first, mask: mask) }.squeezed(axis: 1)
  }

  /// The texts without padding, where that pays and nothing learns from them.
  private func withoutPadding(_ input: BERTInput) -> JoinedTexts? {
    guard Mode.current == .evaluation, !parameters.contains(where: \.parameter.isTracked)
    else { return nil }
    return JoinedTexts(input)
  }

  private func begin(_ input: BERTInput) -> Tensor { run(embeddings) { embeddings(input) } }

  /// Runs a part; one that does not learn has no dropout: it is a fixed function of its input.
  private func run(_ part: some Module, _ body: () -> Tensor) -> Tensor {
    guard Mode.current == .training, part.parameters.allSatisfy(\.parameter.isFrozen) else {
      return body()
    }
    return Mode.with(.evaluation) { body() }
  }

  /// A vector for each token, and how much each token looks at each.
  ///
  /// - Parameter input: The texts.
  /// - Returns: `[N, L, E]`, and for each layer `[N, headCount, L, L]`, whose rows sum to 1.
  public func withAttention(_ input: BERTInput) -> (hidden: Tensor, attention: [Tensor]) {
    let mask = AttentionMask(input.mask)
    var x = embeddings(input)
    var attention: [Tensor] = []
    for layer in layers {
      let (output, weights) = layer.withWeights(x, mask: mask)
      x = output
      attention.append(weights)
    }
    return (x, attention)
  }

  /// One vector of the first token's, `[N, E]` → `[N, E]`; the same vector without a pooler.
  public func pooled(_ first: Tensor) -> Tensor {
    pooler.map { $0(first).tanh() } ?? first
  }
}

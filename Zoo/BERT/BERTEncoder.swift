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

  /// A vector for each token, `[N, L, E]`; in inference padding at the end of texts costs nothing, and its
  /// vectors are 0.
  ///
  /// The tokens of all texts go through the layers as one sequence, in which each looks at those of its
  /// own text. Source: Zhai et al., "ByteTransformer", 2023, zero padding.
  /// https://arxiv.org/abs/2210.03052
  public func tokens(_ input: BERTInput) -> Tensor {
    guard let lengths = lengthsWithoutPadding(input) else { return self(input) }
    let mask = AttentionMask(joined: lengths)
    let joined = layers.reduce(embeddings.joined(input, lengths: lengths)) { $1($0, mask: mask) }
    let size = configuration.size
    let padding = Tensor.zeros([1, size])
    let starts = Self.starts(lengths)
    let rows = lengths.indices.flatMap { text in
      (0..<input.length).map { $0 < lengths[text] ? starts[text] + $0 : mask.shape[1] }
    }
    return concatenate([joined.squeezed(axis: 0), padding], axis: 0)
      .gathered(IntTensor(rows, shape: [input.count, input.length]), axis: 0)
  }

  /// The first token's vector alone, `[N, E]`: the last layer is computed for it only, and in inference
  /// padding costs nothing.
  public func first(_ input: BERTInput) -> Tensor {
    let lengths = lengthsWithoutPadding(input)
    let mask = lengths.map(AttentionMask.init(joined:)) ?? AttentionMask(input.mask)
    var x = lengths.map { embeddings.joined(input, lengths: $0) } ?? begin(input)
    for layer in layers.dropLast() { x = run(layer) { layer(x, mask: mask) } }
    let first =
      lengths.map {
        x.gathered(IntTensor(Self.starts($0)), axis: 1).reshaped([$0.count, 1, x.shape[2]])
      }
      ?? x.sliced(axis: 1, range: 0..<1)
    guard let layer = layers.last else { return first.squeezed(axis: 1) }
    return run(layer) { layer(x, queries: first, mask: mask) }.squeezed(axis: 1)
  }

  /// The number of tokens of each text, where there is padding and it can be left out: not in training,
  /// and not where there is more of it than at the end.
  private func lengthsWithoutPadding(_ input: BERTInput) -> [Int]? {
    guard Mode.current == .evaluation, let lengths = AttentionMask(input.mask).lengths,
      lengths.contains(where: { $0 < input.length }),
      !parameters.contains(where: \.parameter.isTracked)
    else { return nil }
    return lengths
  }

  /// Where texts of some lengths begin that lie one after another.
  private static func starts(_ lengths: [Int]) -> [Int] {
    var end = 0
    return lengths.map { length in
      defer { end += length }
      return end
    }
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

import Kernels
import Layers
import Tensors

/// The encoder of the Transformer with a classifier on its first position.
///
/// - Input: ids and mask, `[N, L]`, where the mask is 0 at padding; each text begins with `<cls>`.
/// - Output: `[N, classCount]`, logits.
///
/// | part | output |
/// |---|---|
/// | word vectors · √E, plus positions | `[N, L, E]` |
/// | two blocks: attention, hidden layer of 1024 | `[N, L, E]` |
/// | linear layer on `<cls>` | `[N, classCount]` |
///
/// Source: Vaswani et al., "Attention Is All You Need", 2017. https://arxiv.org/abs/1706.03762; as a
/// classifier: Ogawa, "pytorch_advanced", chapter 7.
public final class TransformerClassifier: Module {
  /// The name by which the command and checkpoints know the network.
  public static let name = "transformer"

  /// What distinguishes this variant.
  public let configuration: TransformerConfiguration
  /// The vectors of the words.
  public let words: Embedding
  /// The blocks in order.
  public let blocks: [TransformerBlock]
  /// The classifier on the first position.
  public let head: Linear
  /// The positions' vectors, `[length, E]`; computed for the first text, not while weights are read.
  private lazy var positions: Tensor = .positionalEncoding(
    length: configuration.length, size: configuration.size,
    exponentFactor: configuration.positions == .book ? 2 : 1)

  /// Creates the network with random weights.
  ///
  /// - Parameter configuration: What distinguishes this variant.
  public init(_ configuration: TransformerConfiguration) {
    if let problem = configuration.problem { trap("transformer: \(problem)") }
    self.configuration = configuration
    // Times √E, vectors are as long as the positions'.
    words = Embedding(
      configuration.wordCount, configuration.size,
      deviation: 1 / Float(2 * configuration.size).squareRoot())
    blocks = (0..<configuration.blockCount).map { _ in TransformerBlock(configuration) }
    head = Linear(configuration.size, configuration.classCount)
    head.weight.reset(.normal(deviation: 0.02))
    // Deviation: the book's bias is a normal random number, a slip.
    head.bias?.reset(.constant(0))
  }

  /// The parts under the book's names.
  public var children: [Child] {
    [.module("net1", Namespace([.module("embeddings", words)]))]
      + blocks.enumerated().map { .module("net3_\($0.offset + 1)", $0.element) }
      + [.module("net4", Namespace([.module("linear", head)]))]
  }

  /// The logits of texts.
  ///
  /// The last block is computed at `<cls>` alone: nothing else of it reaches the logits.
  ///
  /// - Parameters:
  ///   - ids: The words, `[N, L]`.
  ///   - mask: 1 for words, 0 for padding, `[N, L]`.
  /// - Returns: `[N, classCount]`.
  public func callAsFunction(_ ids: IntTensor, mask: IntTensor) -> Tensor {
    let mask = AttentionMask(mask)
    var x = embedded(ids)
    for (index, block) in blocks.enumerated() {
      x = block(x, mask: mask, firstOnly: index == blocks.count - 1 ? 1 : nil)
    }
    return classified(x)
  }

  /// The logits of texts, and how much each word looks at each.
  ///
  /// Of the last block, too, only the output at `<cls>` is computed, but the attention of all words.
  ///
  /// - Parameters:
  ///   - ids: The words, `[N, L]`.
  ///   - mask: 1 for words, 0 for padding, `[N, L]`.
  /// - Returns: `[N, classCount]`, and for each block `[N, headCount, L, L]`, whose rows sum to 1.
  public func withAttention(
    _ ids: IntTensor, mask: IntTensor
  ) -> (logits: Tensor, attention: [Tensor]) {
    let mask = AttentionMask(mask)
    var x = embedded(ids)
    var attention: [Tensor] = []
    for (index, block) in blocks.enumerated() {
      let (output, weights) = block.withWeights(
        x, mask: mask, firstOnly: index == blocks.count - 1 ? 1 : nil)
      x = output
      attention.append(weights)
    }
    return (classified(x), attention)
  }

  /// The words' vectors, as long as the positions' by √E, plus those: `[N, L, E]`.
  private func embedded(_ ids: IntTensor) -> Tensor {
    guard ids.shape.count == 2, (1...configuration.length).contains(ids.shape[1]) else {
      trap(
        """
        transformer: ids [N, L] with L in 1…\(configuration.length) expected, not \(ids.shape)
        """)
    }
    let vectors = words(ids) * Float(configuration.size).squareRoot()
    return vectors + positions.sliced(axis: 0, range: 0..<ids.shape[1])
  }

  private func classified(_ x: Tensor) -> Tensor { head(x.firstPosition()) }
}

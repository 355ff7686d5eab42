import Layers
import Tensors

/// BERT as it was trained: guessing masked tokens, and whether a second text follows the first.
///
/// - Input: ids, types and mask, `[N, L]`.
/// - Output: `[N, L, tokenCount]` and `[N, 2]`, logits; class 0 of the latter is "follows".
public final class BERTPretraining: Module {
  /// The body.
  public let bert: BERTEncoder
  /// What guesses masked tokens.
  public let predictions: MaskedLanguageHead
  /// What tells whether the second text follows; pure language models have none.
  public let nextText: Linear?

  /// Creates the model with random weights.
  ///
  /// - Parameters:
  ///   - configuration: What distinguishes this variant.
  ///   - judgesOrder: Whether it tells if a text follows, for which it needs the pooler.
  ///   - hasPooler: Whether there is a pooler even so.
  public init(
    _ configuration: BERTConfiguration = .base, judgesOrder: Bool = true, hasPooler: Bool = true
  ) {
    bert = BERTEncoder(configuration, hasPooler: hasPooler || judgesOrder)
    predictions = MaskedLanguageHead(bert)
    nextText = judgesOrder ? Linear(configuration.size, 2) : nil
    nextText?.begin(configuration)
  }

  /// The parts under their published names.
  public var children: [Child] {
    let head: [Child] = [.module("predictions", predictions)]
    let order: [Child] = nextText.map { [.module("seq_relationship", $0)] } ?? []
    return [.module("bert", bert), .module("cls", Namespace(head + order))]
  }

  /// The logits of each token, `[N, L, tokenCount]`.
  public func callAsFunction(_ input: BERTInput) -> Tensor { predictions(bert(input)) }

  /// The logits of whether the second text follows, `[N, 2]`: class 0 says that it does; nil for pure
  /// language models.
  public func order(_ input: BERTInput) -> Tensor? {
    nextText.map { $0(bert.pooled(bert.first(input))) }
  }
}

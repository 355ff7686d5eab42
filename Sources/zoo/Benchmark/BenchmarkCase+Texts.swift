import BERT
import Layers
import Losses
import Tensors
import Transformer

extension BenchmarkCase {
  /// The multiply-adds of a layer for texts of one length, in units of 10⁹: keys and values of every
  /// position; queries, heads' mixture, the two products of attention and a hidden layer of those whose
  /// output is wanted.
  private static func layerMultiplyAdds(
    size: Int, hiddenCount: Int, length: Int, outputs: Int
  ) -> Double {
    let ofEach = 2 * size * size
    let ofOutput = 2 * size * size + 2 * size * hiddenCount + 2 * length * size
    return Double(length * ofEach + outputs * ofOutput) / 1e9
  }

  /// Those of the Transformer for 256 words, with the attention of all.
  static let transformerMultiplyAdds =
    2 * layerMultiplyAdds(size: 300, hiddenCount: 1024, length: 256, outputs: 256)

  /// Those of a training step for a text of 256 words: forward, gradients of weights and of inputs.
  ///
  /// The last block has its output at the first word only.
  static let transformerTrainingMultiplyAdds =
    3
    * (layerMultiplyAdds(size: 300, hiddenCount: 1024, length: 256, outputs: 256)
      + layerMultiplyAdds(size: 300, hiddenCount: 1024, length: 256, outputs: 1))

  /// Those of BERT-base for so many tokens.
  static func bertMultiplyAdds(_ length: Int) -> Double {
    12 * bertLayerMultiplyAdds(length, outputs: length)
  }

  /// Those of a training step of BERT-base for a text of so many tokens.
  ///
  /// The last layer has its output at the first token only.
  static func bertTrainingMultiplyAdds(_ length: Int, trainsAll: Bool) -> Double {
    let others = 11 * bertLayerMultiplyAdds(length, outputs: length)
    let last = bertLayerMultiplyAdds(length, outputs: 1)
    if trainsAll { return 3 * (others + last) }
    // Of queries, keys and values, the gradients of inputs reach nothing that learns.
    let unneeded = Double((2 * length + 1) * 768 * 768) / 1e9
    return others + 3 * last - unneeded
  }

  private static func bertLayerMultiplyAdds(_ length: Int, outputs: Int) -> Double {
    layerMultiplyAdds(size: 768, hiddenCount: 3072, length: length, outputs: outputs)
  }

  /// BERT-base: a vector for each token, the pooler's, and the classifier's logits.
  static func bert(batchSize: Int, length: Int) -> () -> Void {
    let model = BERTClassifier(.base, input: .firstToken)
    model.prepareForInference()
    let input = bertInput(batchSize, length)
    return {
      let hidden = model.bert.tokens(input)
      let first = hidden.firstPosition()
      keep(hidden)
      keep(model.bert.pooled(first))
      keep(model.classifier(first))
    }
  }

  /// A step of BERT-base with SGD and momentum, of all layers or the last one.
  static func bertTraining(batchSize: Int, length: Int, trainsAll: Bool) -> () -> Void {
    let model = BERTClassifier(.base, input: .firstToken)
    if !trainsAll {
      model.freeze()
      model.bert.layers.last?.unfreeze()
      model.classifier.unfreeze()
    }
    model.bert.pooler?.freeze()
    let input = bertInput(batchSize, length)
    let labels = IntTensor((0..<batchSize).map { $0 % 2 })
    return step(of: model) { crossEntropy($0(input), labels) }
  }

  /// The Transformer on texts of 256 words: logits and attention.
  static func transformer(batchSize: Int) -> () -> Void {
    let model = TransformerClassifier(TransformerConfiguration(wordCount: 17_916))
    model.prepareForInference()
    let (ids, mask) = words(batchSize)
    return {
      let (logits, attention) = model.withAttention(ids, mask: mask)
      keep(logits)
      for weights in attention { keep(weights) }
    }
  }

  /// A step of the Transformer with SGD and momentum; the words' vectors stay as they are.
  static func transformerTraining(batchSize: Int) -> () -> Void {
    let model = TransformerClassifier(TransformerConfiguration(wordCount: 17_916))
    model.words.freeze()
    let (ids, mask) = words(batchSize)
    let labels = IntTensor((0..<batchSize).map { $0 % 2 })
    return step(of: model) { crossEntropy($0(ids, mask: mask), labels) }
  }

  /// Texts whose last eighth is padding, the peers' too.
  private static func bertInput(_ count: Int, _ length: Int) -> BERTInput {
    let shape = [count, length]
    let mask = mask(count, length)
    let ids = mask.scalars.enumerated().map { $1 * (1000 + $0 * 7919 % 29_000) }
    let types = mask.scalars.enumerated().map { $1 * ($0 % length >= length / 2 ? 1 : 0) }
    return BERTInput(
      ids: IntTensor(ids, shape: shape), types: IntTensor(types, shape: shape), mask: mask)
  }

  private static func words(_ count: Int) -> (ids: IntTensor, mask: IntTensor) {
    let mask = mask(count, 256)
    let ids = mask.scalars.enumerated().map { $1 == 0 ? 1 : 4 + $0 * 7919 % 17_000 }
    return (IntTensor(ids, shape: [count, 256]), mask)
  }

  private static func mask(_ count: Int, _ length: Int) -> IntTensor {
    IntTensor(
      (0..<count * length).map { $0 % length < length - length / 8 ? 1 : 0 },
      shape: [count, length])
  }
}

import BERT
import Foundation
import Layers
import Support
import Tensors
import Testing
import Tokenizers

/// A `config.json` of a small network.
private func configuration(
  _ activation: String = "gelu", deviation: Double = 0.3, epsilon: Double = 1e-12
) throws -> BERTConfiguration {
  let text = """
    {"vocab_size": 12, "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2,
     "intermediate_size": 24, "max_position_embeddings": 12, "type_vocab_size": 2,
     "hidden_act": "\(activation)", "initializer_range": \(deviation), "layer_norm_eps": \(epsilon),
     "hidden_dropout_prob": 0, "attention_probs_dropout_prob": 0}
    """
  return try JSONDecoder().decode(BERTConfiguration.self, from: Data(text.utf8))
}

/// The published functions of the hidden layers.
private func activated(_ name: String, _ x: Double) -> Double {
  switch name {
  case "relu": max(x, 0)
  case "gelu": x * 0.5 * (1 + erf(x / 2.0.squareRoot()))
  default: x * 0.5 * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
  }
}

/// `x · Wᵀ + b` of `[L, in]`.
private func product(_ x: Tensor, _ layer: Linear) -> Tensor {
  let product = x.matmul(layer.weight.value, transposeB: true)
  return layer.bias.map { product + $0.value } ?? product
}

/// `(x − mean) / √(variance + ε) · weight + bias` of `[L, E]`.
private func normalized(_ x: Tensor, _ norm: LayerNorm, _ epsilon: Float) -> Tensor {
  let centred = x - x.mean(axes: [1], keepDims: true)
  let variance = centred.square().mean(axes: [1], keepDims: true)
  return centred / (variance + epsilon).sqrt() * norm.weight.value + norm.bias.value
}

/// BERT by its formulas, of one text without padding: `[L, E]`, and of each layer `[heads, L, L]`.
private func plain(
  _ bert: BERTEncoder, ids: [Int], types: [Int], _ activation: String, epsilon: Float
) -> (hidden: Tensor, attention: [Tensor]) {
  let table = bert.embeddings
  let words = table.words.weight.value.gathered(IntTensor(ids), axis: 0)
  let kinds = table.types.weight.value.gathered(IntTensor(types), axis: 0)
  let places = table.positions.weight.value.sliced(axis: 0, range: 0..<ids.count)
  var x = normalized(words + kinds + places, table.norm, epsilon)
  var attention: [Tensor] = []
  for layer in bert.layers {
    let heads = layer.attention.headCount
    let size = x.shape[1] / heads
    let parts = [layer.attention.query, layer.attention.key, layer.attention.value].map {
      product(x, $0)
    }
    var (weights, seen): ([Tensor], [Tensor]) = ([], [])
    for head in 0..<heads {
      let own = parts.map { $0.sliced(axis: 1, range: head * size..<(head + 1) * size) }
      let scores = own[0].matmul(own[1], transposeB: true) / Float(size).squareRoot()
      let powers = scores.exp()
      let shares = powers / powers.sum(axes: [1], keepDims: true)
      weights.append(shares)
      seen.append(shares.matmul(own[2]))
    }
    attention.append(stacked(weights, axis: 0))
    let mixed = product(concatenate(seen, axis: 1), layer.attentionOutput)
    let attended = normalized(x + mixed, layer.attentionNorm, epsilon)
    let wide = product(attended, layer.intermediate)
    let hidden = Tensor(
      wide.scalars.map { Float(activated(activation, Double($0))) }, shape: wide.shape)
    x = normalized(attended + product(hidden, layer.output), layer.outputNorm, epsilon)
  }
  return (x, attention)
}

/// A model whose decoder is a table of its own.
private final class Untied: Module {
  let model: BERTPretraining
  let decoder: Parameter

  init(_ model: BERTPretraining) {
    self.model = model
    let words = model.bert.embeddings.words.weight
    decoder = Parameter(words.shape, .constant(0))
    decoder.assign(words.value)
  }

  var children: [Child] { [.module("model", model), .parameter("decoder", decoder)] }

  func logits(_ input: BERTInput) -> Tensor {
    let head = model.predictions
    let transformed = head.norm(head.transform(model.bert(input)).gelu())
    return transformed.linear(weight: decoder.value, bias: head.bias.value)
  }
}

@Suite("BERT and its formulas")
struct FormulaTests {
  @Test(
    "activation and epsilon of config.json reach every layer; attention is that of the definition",
    arguments: [
      ("gelu", 0.3, 1e-12), ("gelu_new", 0.3, 1e-12), ("gelu_pytorch_tanh", 0.3, 1e-12),
      ("relu", 0.3, 1e-12), ("gelu", 0.02, 1e-3),
    ])
  func formulas(activation: String, deviation: Double, epsilon: Double) throws {
    let settings = try configuration(activation, deviation: deviation, epsilon: epsilon)
    let bert = withSeed(7) { BERTEncoder(settings) }
    let input = texts(2, length: 8, tokenCount: 12)
    let hidden = bert(input)
    let (same, attention) = bert.withAttention(input)
    expectClose(same, hidden, relative: 2e-5)
    #expect(attention.count == 2)
    for row in 0..<2 {
      let count = input.mask.scalars[row * 8..<(row + 1) * 8].reduce(0, +)
      let places = row * 8..<row * 8 + count
      let expected = plain(
        bert, ids: Array(input.ids.scalars[places]), types: Array(input.types.scalars[places]),
        activation, epsilon: Float(epsilon))
      func part(_ tensor: Tensor) -> Tensor {
        tensor.sliced(axis: 0, range: row..<row + 1).squeezed(axis: 0)
      }
      expectClose(
        part(hidden).sliced(axis: 0, range: 0..<count), expected.hidden, relative: 2e-5)
      for (ours, theirs) in zip(attention, expected.attention) {
        let kept = part(ours).sliced(axis: 1, range: 0..<count).sliced(axis: 2, range: 0..<count)
        expectClose(kept, theirs, relative: 2e-5)
      }
    }
  }

  @Test("R2: the gradient of the tied decoder is the sum of those of two tables")
  func tiedDecoder() throws {
    let settings = try configuration()
    let model = withSeed(8) { BERTPretraining(settings) }
    let input = texts(2, length: 8, tokenCount: 12)
    let pattern = filled("pattern", shape: [2, 8, 12])
    let words = model.bert.embeddings.words.weight
    let (_, tied) = model.valueAndGradients { $0(input).dotted(with: pattern) }
    let untied = Untied(model)
    let (_, two) = untied.valueAndGradients { $0.logits(input).dotted(with: pattern) }
    let (first, second) = (try #require(two[words]), try #require(two[untied.decoder]))
    expectClose(try #require(tied[words]), first + second, relative: 1e-5)
  }

  @Test("texts of different lengths have the same logits together and alone")
  func batches() throws {
    let tokens =
      ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "good", "bad", "film", "##s", ".", "the"]
    let tokenizer = try WordPiece(Vocabulary(tokens))
    let settings = try configuration()
    let network = withSeed(9) { BERTClassifier(settings, classCount: 3) }
    let texts = ["a good film.", "", "the films the bad films a.", "bad"]
    let encoded = texts.map { tokenizer.encode($0) }
    let together = network(BERTInput(TokenBatch(encoded, paddingID: tokenizer.paddingID)))
    for (row, text) in encoded.enumerated() {
      let alone = network(BERTInput(TokenBatch([text], paddingID: tokenizer.paddingID)))
      expectClose(together.sliced(axis: 0, range: row..<row + 1), alone, relative: 1e-5)
    }
  }
}

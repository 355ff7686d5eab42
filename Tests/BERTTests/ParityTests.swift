import BERT
import Foundation
import Layers
import Losses
import Optimizers
import Support
import Tensors
import Testing

/// Whether the full networks are tested.
let testsFullNetworks = ProcessInfo.processInfo.environment["ZOO_SLOW_TESTS"] == "1"

/// The small network of the references.
let small = BERTConfiguration(
  tokenCount: 500, size: 64, layerCount: 2, headCount: 4, hiddenCount: 128, positionCount: 64)

/// A network of the type of MiniLM.
let miniLM = BERTConfiguration(
  size: 384, layerCount: 6, hiddenCount: 1536)

@Suite("BERT and PyTorch")
struct ParityTests {
  @Test("R1: the small network's outputs are PyTorch's")
  func smallForward() throws {
    try checkForward(small, NetworkReference("small.bert", in: .module), count: 3, length: 32)
  }

  @Test("R1, R2: three steps of the small network are PyTorch's: losses, gradients, parameters")
  func smallTraining() throws {
    try checkTraining(
      small, NetworkReference("small.bert", in: .module), count: 3, length: 32, labels: [0, 1, 0])
  }

  @Test("R1: the full network is PyTorch's", .enabled(if: testsFullNetworks))
  func full() throws {
    let reference = NetworkReference("bert", in: .module)
    try checkForward(.base, reference, count: 2, length: 128)
    try checkTraining(.base, reference, count: 2, length: 32, labels: [0, 1])
  }

  @Test(
    "R1: a body without prefix and its sentence vectors are PyTorch's",
    .enabled(if: testsFullNetworks))
  func sentences() throws {
    let reference = NetworkReference("bert.minilm", in: .module)
    let bert = BERTEncoder(miniLM)
    try reference.fill(bert)
    let input = texts(3, length: 48, tokenCount: 30522)
    let hidden = bert(input)
    try reference.expectOutput("hidden", hidden)
    try reference.expectOutput("pooled", bert.pooled(bert.first(input)))
    try reference.expectOutput("embedding", SentenceEncoder.meanPooled(hidden, mask: input.mask))
  }

  private struct MaskedWords: Decodable {
    struct Best: Decodable {
      let row: Int
      let position: Int
      let ids: [Int]
      let logits: [Double]
      let logSumExp: Double
      enum CodingKeys: String, CodingKey {
        case row, position, ids, logits
        case logSumExp = "log-sum-exp"
      }
    }

    let best: [Best]
    enum CodingKeys: String, CodingKey { case best = "top 10" }
  }

  @Test("R1: masked words and the order of texts are PyTorch's", .enabled(if: testsFullNetworks))
  func pretraining() throws {
    let reference = NetworkReference("bert.pretraining", in: .module)
    let model = BERTPretraining()
    try reference.fill(model)
    #expect(model.parameterCount == 110_106_428)
    let input = texts(2, length: 32, tokenCount: 30522)
    try reference.expectOutput("mlm_logits", model(input))
    try reference.expectOutput("nsp_logits", try #require(model.order(input)))
    let expected = try JSONDecoder().decode(
      MaskedWords.self, from: Data(contentsOf: fixture("masked_words.json", in: .module))
    ).best
    let best = WordGuesser.best(
      10, at: expected.map { ($0.row, $0.position) }, of: input, model)
    for (ours, theirs) in zip(best, expected) {
      #expect(ours.map(\.id) == theirs.ids)
      for (guess, logit) in zip(ours, theirs.logits) {
        let probability = exp(logit - theirs.logSumExp)
        #expect(abs(Double(guess.probability) - probability) <= 1e-4 * probability)
      }
    }
  }

  @Test("paths and numbers of parameters are the published ones")
  func paths() throws {
    let classifier = BERTClassifier(input: .firstToken)
    let published = try NetworkReference("bert", in: .module).entries()
    #expect(classifier.state.map(\.path) == published.map(\.name))
    #expect(classifier.parameterCount == 109_483_778)
    let body = try NetworkReference("bert.minilm", in: .module).entries()
    #expect(BERTEncoder(miniLM).state.map(\.path) == body.map(\.name))
    let pretraining = try NetworkReference("bert.pretraining", in: .module).entries()
    #expect(BERTPretraining().state.map(\.path) == pretraining.map(\.name))
    #expect(BERTEncoder(.large).parameterCount == 335_141_888)
  }

  @Test("texts with gaps, without a token, or without padding are computed whole")
  func gaps() {
    let bert = BERTEncoder(small)
    for mask in [[1, 0, 1, 0, 1, 1, 0, 0], [0, 0, 0, 0, 1, 1, 0, 0], [1, 1, 1, 1, 1, 1, 1, 1]] {
      let ids = IntTensor([2, 7, 9, 3, 2, 11, 0, 0], shape: [2, 4])
      let input = BERTInput(
        ids: ids, types: IntTensor([Int](repeating: 0, count: 8), shape: [2, 4]),
        mask: IntTensor(mask, shape: [2, 4]))
      let hidden = bert(input)
      expectClose(bert.first(input), hidden.firstPosition(), relative: 1e-5)
      let tokens = bert.tokens(input)
      for (index, isToken) in mask.enumerated() where isToken == 1 {
        let (text, position) = index.quotientAndRemainder(dividingBy: 4)
        let place = { (x: Tensor) in
          x.sliced(axis: 0, range: text..<text + 1).sliced(axis: 1, range: position..<position + 1)
        }
        expectClose(place(tokens), place(hidden), relative: 1e-5)
      }
    }
  }

  private func checkForward(
    _ configuration: BERTConfiguration, _ reference: NetworkReference, count: Int, length: Int
  ) throws {
    let network = BERTClassifier(configuration, input: .firstToken)
    try reference.fill(network)
    let input = texts(count, length: length, tokenCount: configuration.tokenCount)
    for isPrepared in [false, true] {
      if isPrepared { network.prepareForInference() }
      let hidden = network.bert(input)
      try reference.expectOutput("hidden", hidden)
      let isToken = Tensor(input.mask.scalars.map(Float.init), shape: input.mask.shape)
      expectClose(
        network.bert.tokens(input) * isToken.expanded(axis: -1),
        hidden * isToken.expanded(axis: -1), relative: 1e-5)
      try reference.expectOutput("pooled", network.bert.pooled(network.bert.first(input)))
      try reference.expectOutput("logits", network(input))
      let (logits, attention) = network.withAttention(input)
      try reference.expectOutput("logits", logits)
      #expect(attention.count == configuration.layerCount)
      #expect(attention[0].shape == [count, configuration.headCount, length, length])
    }
  }

  private func checkTraining(
    _ base: BERTConfiguration, _ reference: NetworkReference, count: Int, length: Int, labels: [Int]
  ) throws {
    var configuration = base
    configuration.dropoutRate = 0
    configuration.attentionDropoutRate = 0
    let network = BERTClassifier(configuration, input: .firstToken)
    try reference.fill(network)
    let expected = try reference.training()
    let input = texts(count, length: length, tokenCount: configuration.tokenCount)
    let (_, all) = network.valueAndGradients { crossEntropy($0(input), IntTensor(labels)) }
    try expected.expectGradients(all, of: network, tolerance: 1e-3)
    // The recipe trains the last layer and the classifier.
    network.freeze()
    network.bert.layers.last?.unfreeze()
    network.classifier.unfreeze()
    let trained = network.parameters.filter { !$0.parameter.isFrozen }.map(\.path)
    #expect(Set(trained) == Set(expected.parameters.keys))
    let before = network.publishedElements
    var optimizer = Adam(network, learningRate: 5e-5)
    for step in 1...3 {
      let (loss, gradients) = network.valueAndGradients {
        crossEntropy($0(input), IntTensor(labels))
      }
      try expected.expectLoss("step \(step) loss", loss.item())
      optimizer.step(gradients)
    }
    try expected.expectChanges(from: before, of: network, tolerance: 1e-3)
  }
}

/// The reference texts.
func texts(_ count: Int, length: Int, tokenCount: Int) -> BERTInput {
  let texts = TextInput(count, length: length, tokenCount: tokenCount, paddingID: 0)
  return BERTInput(ids: texts.ids, types: texts.types, mask: texts.mask)
}

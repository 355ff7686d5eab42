import Foundation
import Layers
import Losses
import Optimizers
import Support
import Tensors
import Testing
import Transformer

/// Whether the full networks are tested.
let testsFullNetworks = ProcessInfo.processInfo.environment["ZOO_SLOW_TESTS"] == "1"

private let small = TransformerConfiguration(
  wordCount: 200, size: 32, hiddenCount: 64, length: 24, positions: .book)

@Suite("The Transformer and PyTorch")
struct ParityTests {
  @Test("R1: the small network's logits and attention are PyTorch's")
  func smallForward() throws {
    try checkForward(small, NetworkReference("small.transformer", in: .module), count: 3)
  }

  @Test("R1, R2: three steps of the small network are PyTorch's: losses, gradients, parameters")
  func smallTraining() throws {
    try checkTraining(
      small, NetworkReference("small.transformer", in: .module), count: 3, labels: [0, 1, 0])
  }

  @Test("R1: the full network is PyTorch's", .enabled(if: testsFullNetworks))
  func full() throws {
    let configuration = TransformerConfiguration(wordCount: 17916, positions: .book)
    let reference = NetworkReference("transformer", in: .module)
    try checkForward(configuration, reference, count: 2)
    try checkTraining(configuration, reference, count: 2, labels: [0, 1])
  }

  @Test(
    "R1: the full network with the paper's positions is PyTorch's", .enabled(if: testsFullNetworks))
  func paperPositions() throws {
    try checkForward(
      TransformerConfiguration(wordCount: 17916),
      NetworkReference("transformer.paper_positions", in: .module), count: 2)
  }

  @Test("paths and numbers of parameters are the book's")
  func paths() throws {
    let network = TransformerClassifier(TransformerConfiguration(wordCount: 17916))
    let published = try NetworkReference("transformer", in: .module).entries()
    #expect(Set(network.state.map(\.path)) == Set(published.map(\.name)))
    #expect(network.state.count == published.count)
    #expect(network.parameterCount == 7_331_650)
    network.words.freeze()
    let trained = network.parameters.filter { !$0.parameter.isFrozen }
    #expect(trained.reduce(0) { $0 + $1.parameter.count } == 1_956_850)
  }

  private func checkForward(
    _ configuration: TransformerConfiguration, _ reference: NetworkReference, count: Int
  ) throws {
    let network = TransformerClassifier(configuration)
    try reference.fill(network)
    let texts = TextInput(
      count, length: configuration.length, tokenCount: configuration.wordCount, paddingID: 1)
    for isPrepared in [false, true] {
      if isPrepared { network.prepareForInference() }
      let (logits, attention) = network.withAttention(texts.ids, mask: texts.mask)
      try reference.expectOutput("logits", logits)
      #expect(attention.count == 2)
      for (index, weights) in attention.enumerated() {
        try reference.expectOutput("attention\(index + 1)", weights.squeezed(axis: 1))
      }
      // The last block at the first position only.
      try reference.expectOutput("logits", network(texts.ids, mask: texts.mask))
    }
  }

  private func checkTraining(
    _ configuration: TransformerConfiguration, _ reference: NetworkReference, count: Int,
    labels: [Int]
  ) throws {
    var configuration = configuration
    configuration.dropoutRate = 0
    let network = TransformerClassifier(configuration)
    try reference.fill(network)
    network.words.freeze()
    let expected = try reference.training()
    let texts = TextInput(
      count, length: configuration.length, tokenCount: configuration.wordCount, paddingID: 1)
    let before = network.publishedElements
    var optimizer = Adam(network, learningRate: 2e-5)
    for step in 1...3 {
      let (loss, gradients) = network.valueAndGradients {
        crossEntropy($0(texts.ids, mask: texts.mask), IntTensor(labels))
      }
      try expected.expectLoss("step \(step) loss", loss.item())
      if step == 1 { try expected.expectGradients(gradients, of: network, tolerance: 1e-3) }
      optimizer.step(gradients)
    }
    try expected.expectChanges(from: before, of: network, tolerance: 1e-3)
  }
}

import Layers
import Losses
import Optimizers
import Support
import Tensors
import Testing
import Transformer

@Suite("The Transformer")
struct NetworkTests {
  private static let tiny = TransformerConfiguration(
    wordCount: 50, size: 24, headCount: 4, hiddenCount: 32, length: 16, classCount: 3)

  @Test("padding changes nothing, however long it is")
  func padding() {
    let network = withSeed(3) { TransformerClassifier(Self.tiny) }
    let words = [2, 7, 9, 11, 3]
    func logits(_ length: Int) -> Tensor {
      let rest = length - words.count
      return network(
        IntTensor(words + [Int](repeating: 1, count: rest), shape: [1, length]),
        mask: IntTensor(
          words.map { _ in 1 } + [Int](repeating: 0, count: rest), shape: [1, length])
      )
    }
    expectClose(logits(9), logits(5), relative: 1e-5)
    expectClose(logits(16), logits(5), relative: 1e-5)
  }

  @Test("attention of several heads sums to 1 over the words and is 0 at padding")
  func attention() {
    let network = withSeed(4) { TransformerClassifier(Self.tiny) }
    let texts = TextInput(2, length: 16, tokenCount: 50, paddingID: 1)
    let (logits, attention) = network.withAttention(texts.ids, mask: texts.mask)
    expectClose(network(texts.ids, mask: texts.mask), logits, relative: 1e-5)
    for weights in attention {
      #expect(weights.shape == [2, 4, 16, 16])
      expectClose(weights.sum(axes: [3]), .ones([2, 4, 16]), relative: 1e-5)
      let last = weights.sliced(axis: 3, range: 14..<16)
      #expect(last.scalars.allSatisfy { $0 == 0 })
    }
  }

  @Test("training on one batch, with dropout, learns it by heart")
  func overfit() {
    let network = withSeed(5) { TransformerClassifier(Self.tiny) }
    let texts = TextInput(6, length: 8, tokenCount: 50, paddingID: 1)
    let labels = IntTensor([0, 1, 2, 0, 1, 2])
    var optimizer = Adam(network, learningRate: 3e-3)
    var losses: [Float] = []
    withSeed(6) {
      for _ in 0..<60 {
        let (loss, gradients) = network.valueAndGradients {
          crossEntropy($0(texts.ids, mask: texts.mask), labels)
        }
        losses.append(loss.item())
        optimizer.step(gradients)
      }
    }
    #expect(losses[0] > 0.7)
    #expect(network(texts.ids, mask: texts.mask).argmax() == labels)
    #expect(losses.suffix(5).reduce(0, +) / 5 < 0.1)
  }

  @Test("a text longer than the positions is a fault of the program")
  func tooLong() async {
    await #expect(processExitsWith: .failure) {
      let network = TransformerClassifier(
        TransformerConfiguration(wordCount: 10, size: 4, hiddenCount: 4, length: 4))
      _ = network(
        IntTensor([2, 0, 0, 0, 3], shape: [1, 5]), mask: IntTensor([1, 1, 1, 1, 1], shape: [1, 5]))
    }
  }
}

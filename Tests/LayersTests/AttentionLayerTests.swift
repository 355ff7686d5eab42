import Layers
import Support
import Tensors
import Testing

@Suite("Multi-head attention")
struct AttentionLayerTests {
  @Test("the output is the same with and without the weights, for some queries and for all")
  func outputs() {
    let layer = withSeed(1) { MultiHeadAttention(12, headCount: 3, dropoutRate: 0.5) }
    let x = filled("x", shape: [2, 7, 12])
    let mask = AttentionMask(
      IntTensor([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0], shape: [2, 7]))
    let (output, weights) = layer.withWeights(x, mask: mask)
    expectClose(layer(x, mask: mask), output)
    expectClose(weights.sum(axes: [3]), .ones([2, 3, 7]))
    let some = layer(x.sliced(axis: 1, range: 0..<2), context: x, mask: mask)
    expectClose(some, output.sliced(axis: 1, range: 0..<2))
    let (first, all) = layer.withWeights(x, mask: mask, firstOnly: 2)
    expectClose(first, some)
    expectClose(all, weights)
    expectClose(layer.withWeights(x, mask: mask, firstOnly: 9).output, output)
    Mode.with(.training) {
      let (trained, _) = withSeed(5) { layer.withWeights(x, mask: mask, firstOnly: 2) }
      let queries = x.sliced(axis: 1, range: 0..<2)
      expectClose(withSeed(5) { layer(queries, context: x, mask: mask) }, trained)
    }
    #expect(layer.parameterCount == 4 * (144 + 12))
  }

  @Test("dropout leaves weights out in training only, and scales the others")
  func dropout() {
    let layer = withSeed(2) { MultiHeadAttention(4, headCount: 1, dropoutRate: 0.5) }
    let x = filled("x", shape: [1, 6, 4])
    let evaluated = layer(x)
    let trained = withSeed(3) { Mode.with(.training) { layer(x) } }
    #expect(evaluated.scalars != trained.scalars)
    var sum = Tensor.zeros(evaluated.shape)
    withSeed(4) {
      Mode.with(.training) { for _ in 0..<2000 { sum += layer(x) / 2000 } }
    }
    expectClose(sum, evaluated, relative: 0.1)
  }

  @Test("names are the checkpoint's; without an output layer the heads are not mixed")
  func names() {
    let layer = MultiHeadAttention(
      4, headCount: 2, names: .init(query: "q", key: "k", value: "v", output: nil))
    #expect(
      layer.state.map(\.path) == ["q.weight", "q.bias", "k.weight", "k.bias", "v.weight", "v.bias"])
    #expect(MultiHeadAttention(4, headCount: 2).state.last?.path == "out.bias")
  }

  @Test("positions are sines and cosines of falling frequency")
  func positions() {
    let table = Tensor.positionalEncoding(length: 3, size: 4).scalars
    let expected: [Float] = [
      0, 1, 0, 1,
      0.841_470_98, 0.540_302_3, 0.009_999_833, 0.999_95,
      0.909_297_4, -0.416_146_84, 0.019_998_667, 0.999_800_03,
    ]
    expectClose(table, expected, relative: 1e-6)
    // The book's exponent is twice as large.
    let book = Tensor.positionalEncoding(length: 2, size: 4, exponentFactor: 2).scalars
    expectClose([book[6]], [1e-4], relative: 1e-5)
  }
}

import Support
import Tensors
import Testing

@Suite struct TapeTests {
  @Test("a tensor that is used twice gathers both gradients")
  func twice() {
    let x = filled("x", shape: [3])
    let (value, gradients) = valueAndGradients(at: [x]) { $0[0].dotted(with: $0[0]) }
    #expect(abs(value.item() - x.scalars.map { $0 * $0 }.reduce(0, +)) < 1e-6)
    expectClose(gradients[0].scalars, x.scalars.map { 2 * $0 })
  }

  @Test("a chain of a million steps is walked and freed without recursion")
  func deep() {
    let (_, gradients) = valueAndGradients(at: [Tensor(1)]) { inputs in
      (0..<1_000_000).reduce(inputs[0]) { x, _ in
        Tensor.recording(x.detached, [x]) { gradient, _ in [gradient] }
      }
    }
    #expect(gradients[0].item() == 1)
    _ = valueAndGradients(at: [Tensor(1)]) { inputs in
      _ = (0..<1_000_000).reduce(inputs[0]) { x, _ in
        Tensor.recording(x.detached, [x]) { gradient, _ in [gradient] }
      }
      return Tensor(0)
    }
  }

  @Test("a change of a copy leaves the original alone")
  func copyOnWrite() {
    let x = Tensor([1, 2], shape: [2])
    var y = x
    y.withUnsafeMutableBufferPointer { $0[0] = 5 }
    #expect(x.scalars == [1, 2])
    #expect(y.scalars == [5, 2])
  }
}

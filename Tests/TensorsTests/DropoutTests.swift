import Kernels
import Support
import Tensors
import Testing

@Suite struct DropoutTests {
  @Test("the rate is kept, the others are scaled, and the gradient has the same mask")
  func mask() {
    let x = Tensor.ones([200, 500])
    let (output, gradient) = withSeed(5) {
      var output = Tensor(0)
      let (_, gradients) = valueAndGradients(at: [x]) {
        let dropped = $0[0].dropout(rate: 0.3)
        output = dropped.detached
        return dropped.dotted(with: .ones(x.shape))
      }
      return (output, gradients[0])
    }
    let zeroCount = output.scalars.count { $0 == 0 }
    #expect(abs(Double(zeroCount) / 100_000 - 0.3) < 0.005)
    #expect(output.scalars.allSatisfy { $0 == 0 || abs($0 - 1 / 0.7) < 1e-6 })
    #expect(output.scalars == gradient.scalars)
  }

  @Test("the seed decides, not the threads nor the instruction set; each call draws anew")
  func reproducible() {
    let x = Tensor.ones([70_001])
    let first = withSeed(5) { x.dropout(rate: 0.5) }
    forEachInstructionSet {
      let again = withSeed(5) { (x.dropout(rate: 0.5), x.dropout(rate: 0.5)) }
      #expect(again.0.scalars == first.scalars)
      #expect(again.1.scalars != first.scalars)
    }
  }

  @Test("neighbours and columns fall independently")
  func independent() {
    let x = withSeed(9) { Tensor.ones([256, 256]).dropout(rate: 0.5) }.scalars.map { $0 > 0 }
    for distance in [1, 2, 4, 256, 512] {
      let equal = (0..<x.count - distance).count { x[$0] == x[$0 + distance] }
      #expect(abs(Double(equal) / Double(x.count - distance) - 0.5) < 0.01)
    }
  }

  @Test("a rate of 0 keeps all and a rate of 1 nothing")
  func extremes() {
    let x = filled("x", shape: [10])
    #expect(x.dropout(rate: 0).scalars == x.scalars)
    #expect(x.dropout(rate: 1).scalars == [Float](repeating: 0, count: 10))
  }
}

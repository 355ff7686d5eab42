import Support
import Tensors
import Testing

@Suite struct OperatorParityTests {
  @Test("R2: activations agree with the reference figures")
  func activations() throws {
    checkOperator(try .named("relu"), ["x": .same]) { $0[0].relu() }
    checkOperator(try .named("gelu"), ["x": .same]) { $0[0].gelu() }
    checkOperator(try .named("tanh"), ["x": .same]) { $0[0].tanh() }
    checkOperator(try .named("sigmoid"), ["x": .same]) { $0[0].sigmoid() }
    checkOperator(try .named("leaky_relu"), ["x": .same]) { $0[0].leakyReLU(slope: 0.1) }
  }

  @Test("R2: softmax and its logarithm agree with the reference figures")
  func softmax() throws {
    checkOperator(try .named("softmax"), ["x": .same]) { $0[0].softmax() }
    checkOperator(try .named("log_softmax"), ["x": .same]) { $0[0].logSoftmax() }
  }

  @Test("R2: an embedding agrees with the reference figures: gradients of repeated ids add up")
  func embedding() throws {
    let reference = try OperatorCase.named("embedding")
    let ids = reference.integers("ids")
    checkOperator(reference, ["weight": .same]) { $0[0].gathered(ids, axis: 0) }
  }

  @Test("R2: the scaled L2 norm of SSD agrees with the reference figures")
  func l2Norm() throws {
    checkOperator(
      try .named("l2_norm"), ["x": .channelsFirst, "weight": .same], output: .channelsFirst
    ) { inputs in
      let norm = inputs[0].square().sum(axes: [-1], keepDims: true).sqrt() + 1e-10
      return inputs[0] / norm * inputs[1]
    }
  }
}

import Losses
import Support
import Tensors
import Testing

@Suite struct LossParityTests {
  @Test("R2: the losses of labels agree with the reference figures")
  func labels() throws {
    let plain = try OperatorCase.named("cross_entropy")
    checkOperator(plain, ["x": .same]) { crossEntropy($0[0], plain.integers("target")) }
    let pixels = try OperatorCase.named("cross_entropy.pixels")
    let target = pixels.integers("target")
    let labels = IntTensor(target.scalars.map { $0 < 5 ? $0 : 255 }, shape: target.shape)
    checkOperator(pixels, ["x": .channelsFirst]) { crossEntropy($0[0], labels, ignoreIndex: 255) }
    let likelihood = try OperatorCase.named("nll_loss")
    checkOperator(likelihood, ["x": .same]) {
      nllLoss($0[0].logSoftmax(), likelihood.integers("target"))
    }
  }

  @Test("R2: the losses of numbers agree with the reference figures")
  func numbers() throws {
    let binary = try OperatorCase.named("bce_with_logits")
    let truth = Tensor(binary.integers("target").scalars.map { Float($0) }, shape: [12])
    checkOperator(binary, ["x": .same]) { binaryCrossEntropyWithLogits($0[0], truth) }
    checkOperator(try .named("smooth_l1"), ["x": .same, "y": .same]) {
      smoothL1($0[0], $0[1], reduction: .sum)
    }
    checkOperator(try .named("mse"), ["x": .same, "y": .same]) { meanSquaredError($0[0], $0[1]) }
    checkOperator(try .named("l1"), ["x": .same, "y": .same]) {
      l1Loss($0[0], $0[1], reduction: .sum)
    }
    checkOperator(try .named("hinge.discriminator"), ["real": .same, "fake": .same]) {
      hingeDiscriminatorLoss(real: $0[0], fake: $0[1])
    }
  }
}

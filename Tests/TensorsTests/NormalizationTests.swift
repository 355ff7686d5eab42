import Support
import Tensors
import Testing

@Suite struct NormalizationTests {
  @Test(
    "R2: batch norm agrees with the reference figures, in each instruction set",
    arguments: OperatorCase.cases(of: "batch_norm"))
  func batchNorm(reference: OperatorCase) {
    forEachInstructionSet {
      checkOperator(
        reference, ["x": .channelsFirst, "weight": .same, "bias": .same], output: .channelsFirst
      ) {
        guard reference.flag("training") else {
          return $0[0].batchNormalized(
            weight: $0[1], bias: $0[2], runningMean: reference.argument("running_mean"),
            runningVariance: reference.argument("running_var"))
        }
        return $0[0].trainingBatchNormalized(weight: $0[1], bias: $0[2]).output
      }
    }
  }

  @Test("the batch's mean and unbiased variance are exact far from zero too")
  func batchMoments() {
    let x = filled("x", shape: [37, 19, 3], base: 1000, bound: 0.5)
    let (_, mean, variance) = x.trainingBatchNormalized(weight: .ones([3]), bias: .zeros([3]))
    let values = x.scalars.map(Double.init)
    for c in 0..<3 {
      let channel = stride(from: c, to: values.count, by: 3).map { values[$0] }
      let expected = channel.reduce(0, +) / Double(channel.count)
      let squares = channel.reduce(0) { $0 + ($1 - expected) * ($1 - expected) }
      #expect(abs(Double(mean.scalars[c]) - expected) < 1e-4)
      let unbiased = squares / Double(channel.count - 1)
      #expect(abs(Double(variance.scalars[c]) / unbiased - 1) < 1e-5)
    }
  }

  @Test(
    "R2: layer norm agrees with the reference figures, in each instruction set",
    arguments: OperatorCase.cases(of: "layer_norm"))
  func layerNorm(reference: OperatorCase) {
    forEachInstructionSet {
      checkOperator(reference, ["x": .same, "weight": .same, "bias": .same]) {
        $0[0].layerNormalized(
          weight: $0[1], bias: $0[2], epsilon: Float(reference.number("eps")))
      }
    }
  }

  @Test("R2: the scaled l2 norm agrees with the reference figures, in each instruction set")
  func l2Norm() throws {
    let reference = try OperatorCase.named("l2_norm")
    forEachInstructionSet {
      checkOperator(
        reference, ["x": .channelsFirst, "weight": .same], output: .channelsFirst
      ) { $0[0].l2Normalized(weight: $0[1]) }
    }
  }

  @Test("rows longer than two vectors are normalized as by a plain loop", arguments: [1, 33, 71])
  func longRows(channels: Int) {
    let x = filled("x", shape: [5, channels], base: 0.3)
    let (weight, bias) = (
      filled("weight", shape: [channels], base: 1), filled("bias", shape: [channels])
    )
    let expected = (0..<5).flatMap { row -> [Float] in
      let values = x.scalars[row * channels..<(row + 1) * channels].map(Double.init)
      let mean = values.reduce(0, +) / Double(channels)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(channels)
      return values.enumerated().map { c, value in
        let normal = (value - mean) / (variance + 1e-5).squareRoot()
        return Float(normal) * weight.scalars[c] + bias.scalars[c]
      }
    }
    forEachInstructionSet {
      expectClose(x.layerNormalized(weight: weight, bias: bias).scalars, expected)
    }
  }

  @Test("R2: gradients agree with finite differences")
  func finiteDifferences() {
    let inputs = [
      filled("x", shape: [7, 37]), filled("weight", shape: [37], base: 1, bound: 0.5),
      filled("bias", shape: [37]),
    ]
    checkGradients(at: inputs) { $0[0].layerNormalized(weight: $0[1], bias: $0[2]) }
    checkGradients(at: inputs) {
      $0[0].trainingBatchNormalized(weight: $0[1], bias: $0[2]).output
    }
    checkGradients(at: inputs) {
      $0[0].batchNormalized(
        weight: $0[1], bias: $0[2], runningMean: filled("mean", shape: [37]),
        runningVariance: filled("variance", shape: [37], base: 1, bound: 0.5))
    }
    checkGradients(at: Array(inputs.prefix(2))) { $0[0].l2Normalized(weight: $0[1]) }
  }

  @Test("a row of zeros has a finite l2 norm and gradient")
  func zeroRow() {
    let (value, gradients) = valueAndGradients(at: [Tensor.zeros([1, 4])]) {
      $0[0].l2Normalized(weight: .full([4], 20)).dotted(with: .ones([1, 4]))
    }
    #expect(value.item() == 0)
    #expect(gradients[0].scalars.allSatisfy { $0.isFinite })
  }

  @Test("a batch of one value per channel stops with its shape")
  func oneRow() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor.ones([1, 3]).trainingBatchNormalized(weight: .ones([3]), bias: .zeros([3]))
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("more than one value per channel, the input is [1, 3]"))
  }
}

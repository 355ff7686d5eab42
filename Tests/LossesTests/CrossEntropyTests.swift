import Losses
import Support
import Tensors
import Testing

@Suite struct CrossEntropyTests {
  /// The definition: weights times targets times log-probabilities, row by row.
  static func reference(
    _ logits: Tensor, _ labels: [Int], weights: [Float], ignoreIndex: Int, smoothing: Float
  ) -> (losses: [Float], weight: Float) {
    let count = weights.count
    let logs = logits.logSoftmax().scalars
    var total: Float = 0
    let losses = labels.enumerated().map { row, label -> Float in
      guard label != ignoreIndex else { return 0 }
      total += weights[label]
      return (0..<count).reduce(Float(0)) { sum, k in
        let target = (k == label ? 1 - smoothing : 0) + smoothing / Float(count)
        return sum - weights[k] * target * logs[row * count + k]
      }
    }
    return (losses, total)
  }

  @Test(
    "weights, ignored rows and smoothing follow the definition",
    arguments: [Float(0), 0.1], LossReductionCase.allCases)
  func definition(smoothing: Float, reduction: LossReductionCase) {
    let logits = filled("logits", shape: [2, 3, 4], bound: 3)
    let labels = IntTensor([0, 3, 9, 1, 1, 2], shape: [2, 3])
    // A row of a class of weight 0 counts for the smoothing, unlike an ignored one.
    let weights: [Float] = [1, 0, 0.5, 1.5]
    let (losses, weight) = Self.reference(
      logits, labels.scalars, weights: weights, ignoreIndex: 9, smoothing: smoothing)
    let expected =
      switch reduction {
      case .none: losses
      case .sum: [losses.reduce(0, +)]
      case .mean: [losses.reduce(0, +) / weight]
      }
    let loss = { (logits: Tensor) in
      crossEntropy(
        logits, labels, classWeights: Tensor(weights, shape: [4]), ignoreIndex: 9,
        labelSmoothing: smoothing, reduction: reduction.value)
    }
    expectClose(loss(logits).scalars, expected)
    checkGradients(at: [logits]) { loss($0[0]) }
  }

  /// A reduction that can be listed.
  enum LossReductionCase: CaseIterable {
    case mean, sum, none

    var value: LossReduction {
      switch self {
      case .mean: .mean
      case .sum: .sum
      case .none: .none
      }
    }
  }

  @Test("a batch whose rows all are ignored has the loss 0 and no gradient")
  func allIgnored() {
    let logits = filled("logits", shape: [2, 3])
    let (value, gradients) = valueAndGradients(at: [logits]) {
      crossEntropy($0[0], IntTensor([255, 255]), ignoreIndex: 255)
    }
    #expect(value.item() == 0)
    #expect(gradients[0].scalars.allSatisfy { $0 == 0 })
  }

  @Test("huge logits do not overflow")
  func huge() {
    let logits = Tensor([1e4, -1e4, 0, 3e38, 0, -3e38], shape: [2, 3])
    let loss = crossEntropy(logits, IntTensor([0, 0]))
    #expect(loss.item() == 0)
    let binary = binaryCrossEntropyWithLogits(Tensor([1e4, -1e4], shape: [2]), .ones([2]))
    #expect(binary.item() == 5000)
  }

  @Test("R2: gradients of the other losses")
  func gradients() {
    let x = filled("x", shape: [3, 4], bound: 2)
    let y = filled("y", shape: [3, 4])
    let labels = IntTensor([0, 3, 1])
    let weights = Tensor([1, 2, 0.5, 1.5], shape: [4])
    checkGradients(at: [x]) {
      nllLoss($0[0], labels, classWeights: weights, ignoreIndex: 1, reduction: .none)
    }
    checkGradients(at: [x]) { nllLoss($0[0].logSoftmax(), labels, classWeights: weights) }
    checkGradients(at: [x]) { binaryCrossEntropyWithLogits($0[0], y.abs(), reduction: .none) }
    checkGradients(at: [x, y]) { meanSquaredError($0[0], $0[1]) }
    checkGradients(at: [x, y], step: 1e-3) { l1Loss($0[0], $0[1], reduction: .none) }
    checkGradients(at: [x, y], step: 1e-3) { smoothL1($0[0], $0[1], beta: 0.5, reduction: .none) }
    checkGradients(at: [x, y], step: 1e-3) { hingeDiscriminatorLoss(real: $0[0], fake: $0[1]) }
    checkGradients(at: [x]) { hingeGeneratorLoss(fake: $0[0]) }
  }

  @Test("a label out of range and shapes that do not fit trap with both")
  func traps() async {
    let label = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = crossEntropy(.zeros([2, 3]), IntTensor([0, 3]))
    }
    let shapes = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = meanSquaredError(.zeros([2, 3]), .zeros([3]))
    }
    func text(_ result: ExitTest.Result?) -> String {
      String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    }
    #expect(text(label).contains("label 3 is not one of 3 classes"))
    #expect(text(shapes).contains("prediction [2, 3], target [3]"))
  }
}

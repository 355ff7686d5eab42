import Layers
import Support
import Tensors
import Testing

@Suite struct InferenceTests {
  private func model() -> Sequential {
    withSeed(3) {
      Sequential {
        Conv2d(3, 8, kernelSize: 3, padding: 1)
        BatchNorm2d(8)
        ReLU()
        Conv2d(8, 8, kernelSize: 3, stride: 2, bias: false)
        BatchNorm2d(8)
        LeakyReLU(slope: 0.2)
        Conv2d(8, 4, kernelSize: 1)
        Flatten()
        Linear(4 * 4 * 5, 3)
      }
    }
  }

  private let x = filled("x", shape: [2, 9, 11, 3])

  @Test("folding and packing change nothing")
  func folded() {
    let model = model()
    for case (_, .buffer(let buffer)) in model.state {
      buffer.value = filled("statistics", shape: buffer.value.shape, base: 1, bound: 0.5)
    }
    let expected = model(x)
    model.prepareForInference()
    expectClose(model(x), expected)
    for _ in 0..<2 {
      model.prepareForInference(releasingWeights: true)
      expectClose(model(x), expected)
    }
  }

  @Test("a change of a weight or statistic makes the packed form stale")
  func stale() {
    let (prepared, plain) = (model(), model())
    prepared.prepareForInference()
    for model in [prepared, plain] {
      (model[0] as? Conv2d)?.weight.assign(filled("w", shape: [3, 3, 3, 8]))
      (model[4] as? BatchNorm2d)?.runningMean.value = filled("m", shape: [8])
    }
    expectClose(prepared(x), plain(x))
  }

  @Test("a prepared model still trains as the plain one")
  func trains() {
    let (prepared, plain) = (model(), model())
    prepared.prepareForInference()
    for mode in [Mode.training, .evaluation] {
      let (a, first) = prepared.valueAndGradients(mode: mode) { $0(x).square().sum() }
      let (b, second) = plain.valueAndGradients(mode: mode) { $0(x).square().sum() }
      expectClose(a, b)
      for (one, other) in zip(prepared.parameters, plain.parameters) {
        let expected = second[other.parameter]
        #expect(expected != nil)
        expectClose(first[one.parameter] ?? Tensor(0), expected ?? Tensor(0), relative: 1e-3)
      }
    }
  }

  @Test("a prepared model passes the same gradients to its input")
  func gradientOfInput() {
    let model = withSeed(3) {
      Sequential {
        ConvTranspose2d(6, 16, kernelSize: 4)
        BatchNorm2d(16)
        ReLU()
        ConvTranspose2d(16, 5, kernelSize: 4, stride: 2, padding: 1)
        LeakyReLU(slope: 0.1)
        Conv2d(5, 7, kernelSize: 4, stride: 2, padding: 1)
        BatchNorm2d(7)
        ReLU()
        Conv2d(7, 3, kernelSize: 3, padding: 1)
      }
    }
    let seed = filled("seed", shape: [3, 1, 1, 6])
    func gradient() -> Tensor {
      valueAndGradients(at: [seed]) { model($0[0]).square().sum() }.gradients[0]
    }
    let expected = gradient()
    model.prepareForInference()
    for _ in 0..<2 { expectClose(gradient(), expected, relative: 1e-4) }
  }

  @Test("batch normalization moves its statistics in training only")
  func statistics() {
    let norm = BatchNorm2d(3)
    _ = norm(x)
    #expect(norm.runningMean.value.scalars == [0, 0, 0])
    _ = Mode.with(.training) { norm(x) }
    let count = Float(2 * 9 * 11)
    let mean = x.mean(axes: [0, 1, 2])
    let variance = (x - mean).square().sum(axes: [0, 1, 2]) / (count - 1)
    expectClose(norm.runningMean.value, mean * 0.1)
    expectClose(norm.runningVariance.value, variance * 0.1 + 0.9)
  }

  @Test("dropout zeroes the given share and scales the rest")
  func dropout() {
    let dropout = Dropout(rate: 0.25)
    let ones = Tensor.ones([100, 100])
    #expect(dropout(ones).scalars.allSatisfy { $0 == 1 })
    let dropped = withSeed(1) { Mode.with(.training) { dropout(ones) } }.scalars
    let zeros = dropped.count { $0 == 0 }
    #expect((2300...2700).contains(zeros))
    #expect(dropped.allSatisfy { $0 == 0 || abs($0 - 4 / 3) < 1e-6 })
  }
}

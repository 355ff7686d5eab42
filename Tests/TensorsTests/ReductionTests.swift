import Support
import Tensors
import Testing

@Suite struct ReductionTests {
  /// The plain reference of a reduction, with extents of 1.
  static func reduce(
    _ x: Tensor, _ axes: [Int], _ start: Double, _ f: (Double, Double) -> Double
  ) -> Tensor {
    let shape = x.shape.indices.map { axes.contains($0) ? 1 : x.shape[$0] }
    var result = [Double](repeating: start, count: shape.reduce(1, *))
    for (index, element) in x.scalars.enumerated() {
      var (rest, place, step) = (index, 0, 1)
      for axis in x.shape.indices.reversed() {
        if !axes.contains(axis) {
          place += rest % x.shape[axis] * step
          step *= x.shape[axis]
        }
        rest /= x.shape[axis]
      }
      result[place] = f(result[place], Double(element))
    }
    return Tensor(result.map { Float($0) }, shape: shape)
  }

  @Test(
    "sums and extremes over any axes equal the plain ones",
    arguments: [
      ([5], [0]), ([3, 7], [1]), ([3, 7], [0]), ([2, 3, 4, 5], [0, 1, 2]), ([2, 3, 4, 5], [1, 3]),
      ([2, 3, 4, 5], [0, 2]), ([3, 300, 2], [1]), ([70_001], [0]), ([5000, 33], [0]),
      ([3, 1, 4], [1]), ([2, 600], [0]), ([4, 0, 3], [0]), ([100, 1000], [1]),
    ])
  func axes(shape: [Int], axes: [Int]) {
    let x = filled("x", shape: shape)
    expectClose(x.sum(axes: axes, keepDims: true), Self.reduce(x, axes, 0, +))
    #expect(
      x.sum(axes: axes).shape == shape.indices.filter { !axes.contains($0) }.map { shape[$0] })
    expectClose(
      x.max(axes: axes, keepDims: true), Self.reduce(x, axes, -.infinity) { max($0, $1) })
    expectClose(
      x.min(axes: axes, keepDims: true), Self.reduce(x, axes, .infinity) { min($0, $1) })
  }

  @Test("R2: gradients of reductions")
  func gradients() {
    let x = filled("x", shape: [3, 4, 5])
    checkGradients(at: [x]) { $0[0].sum() }
    checkGradients(at: [x]) { $0[0].sum(axes: [0, 2]) }
    checkGradients(at: [x]) { $0[0].mean(axes: [-1], keepDims: true) }
    checkGradients(at: [x]) { $0[0].variance(axes: [1], unbiased: true) }
    checkGradients(at: [x], step: 1e-3) { $0[0].max(axes: [1]) }
    checkGradients(at: [x], step: 1e-3) { $0[0].min(axes: [0, 2], keepDims: true) }
    for axis in 0..<3 {
      checkGradients(at: [x]) { $0[0].softmax(axis: axis) }
      checkGradients(at: [x]) { $0[0].logSoftmax(axis: axis) }
    }
  }

  @Test("a long sum keeps its accuracy")
  func accuracy() {
    let x = Tensor.full([4_000_001], 0.1)
    #expect(abs(x.sum().item() / 400_000.1 - 1) < 1e-6)
    #expect(abs(x[0..<4_000_000].reshaped([-1, 10]).sum(axes: [0]).scalars[3] / 40_000 - 1) < 1e-6)
  }
}

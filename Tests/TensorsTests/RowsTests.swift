import Foundation
import Kernels
import Support
import Tensors
import Testing

/// Rows and columns of many lengths, in every instruction set.
@Suite struct RowsTests {
  /// Softmax of the last axis in double precision, or its logarithm.
  static func softmax(_ x: Tensor, logarithmic: Bool) -> Tensor {
    let count = x.shape[x.rank - 1]
    let scalars = x.scalars.map(Double.init)
    let result = (0..<x.count / count).flatMap { row -> [Float] in
      let elements = scalars[row * count..<(row + 1) * count]
      let largest = elements.max() ?? 0
      let sum = elements.reduce(0) { $0 + exp($1 - largest) }
      return elements.map { element -> Float in
        let shifted = element - largest
        return Float(logarithmic ? shifted - log(sum) : exp(shifted) / sum)
      }
    }
    return Tensor(result, shape: x.shape)
  }

  @Test(
    "rows of any length equal the plain ones",
    arguments: [1, 2, 15, 16, 21, 63, 64, 65, 257, 5000],
    InstructionSet.available)
  func rows(count: Int, set: InstructionSet) {
    let x = filled("x", shape: [count > 1000 ? 3 : 131, count], bound: 5)
    let scalars = x.scalars
    set.using {
      expectClose(x.softmax(), Self.softmax(x, logarithmic: false))
      expectClose(x.logSoftmax(), Self.softmax(x, logarithmic: true))
      expectClose(x.transposed().softmax(axis: 0).transposed(), x.softmax(), relative: 1e-6)
      expectClose(
        x.transposed().logSoftmax(axis: 0).transposed(), x.logSoftmax(), relative: 1e-6)
      expectClose(x.sum(axes: [1]), ReductionTests.reduce(x, [1], 0, +).reshaped([-1]))
      expectClose(x.sum(axes: [0]), ReductionTests.reduce(x, [0], 0, +).reshaped([-1]))
      let places = (0..<x.shape[0]).map { row in
        (0..<count).max { scalars[row * count + $0] < scalars[row * count + $1] } ?? 0
      }
      #expect(x.argmax().scalars == places)
      #expect(x.max(axes: [1]).scalars == places.enumerated().map { scalars[$0 * count + $1] })
      #expect((-x).min(axes: [1]).scalars == x.max(axes: [1]).scalars.map { -$0 })
      #expect(x.transposed().scalars == permuted(x, [1, 0]).scalars)
    }
  }

  @Test(
    "the gradient of softmax in rows equals that in columns", arguments: InstructionSet.available)
  func gradients(set: InstructionSet) {
    for count in [5, 70] {
      let x = filled("x", shape: [67, count], bound: 3)
      let r = filled("r", shape: [67, count])
      set.using {
        for logarithmic in [false, true] {
          let gradients = [-1, 0].map { axis in
            valueAndGradients(at: [x]) { inputs in
              let y = axis == 0 ? inputs[0].transposed() : inputs[0]
              let z = logarithmic ? y.logSoftmax(axis: axis) : y.softmax(axis: axis)
              return (axis == 0 ? z.transposed() : z).dotted(with: r)
            }.gradients[0]
          }
          expectClose(gradients[0], gradients[1], relative: 2e-6)
        }
        checkGradients(at: [x[0..<2]]) { $0[0].softmax() }
      }
    }
  }

  @Test("a large matrix is transposed past the cache", arguments: InstructionSet.available)
  func large(set: InstructionSet) {
    let x = Tensor((0..<1040 * 2050).map { Float($0) }, shape: [1040, 2050])
    let y = set.using { x.transposed() }
    let wrong = y.withUnsafeBufferPointer { y -> Int in
      var wrong = 0
      for c in 0..<2050 {
        for r in 0..<1040 where y[c * 1040 + r] != Float(r * 2050 + c) { wrong += 1 }
      }
      return wrong
    }
    #expect(wrong == 0)
  }
}

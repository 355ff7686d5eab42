import Kernels
import Support
import Tensors
import Testing

@Suite struct ArithmeticTests {
  /// The plain reference of numpy's broadcasting.
  static func combine(_ a: Tensor, _ b: Tensor, _ f: (Float, Float) -> Float) -> Tensor {
    let rank = max(a.rank, b.rank)
    let aShape = [Int](repeating: 1, count: rank - a.rank) + a.shape
    let bShape = [Int](repeating: 1, count: rank - b.rank) + b.shape
    let shape = zip(aShape, bShape).map { $0 == 1 ? $1 : $0 }
    let (x, y) = (a.scalars, b.scalars)
    return Tensor(
      (0..<shape.reduce(1, *)).map { index in
        var (rest, i, j, iStep, jStep) = (index, 0, 0, 1, 1)
        for axis in shape.indices.reversed() {
          let position = rest % shape[axis]
          i += aShape[axis] == 1 ? 0 : position * iStep
          j += bShape[axis] == 1 ? 0 : position * jStep
          iStep *= aShape[axis]
          jStep *= bShape[axis]
          rest /= shape[axis]
        }
        return f(x[i], y[j])
      }, shape: shape)
  }

  static let shapes: [([Int], [Int])] = [
    ([3, 5], [3, 5]), ([7, 33], [33]), ([33], [7, 33]), ([4, 5, 6], [5, 1]), ([], [3]), ([3], []),
    ([2, 1, 4, 1], [3, 1, 5]), ([5, 1], [1, 7]), ([2, 3, 4], [2, 1, 4]), ([0, 3], [3]),
    ([1], [1, 1]), ([300, 257], [300, 1]), ([2, 70_001], [70_001]), ([40_000], [1]),
  ]

  @Test("operators broadcast as numpy does", arguments: shapes)
  func broadcasting(a: [Int], b: [Int]) {
    let (x, y) = (filled("a", shape: a), filled("b", shape: b, base: 2))
    #expect((x + y).scalars == Self.combine(x, y, +).scalars)
    #expect((x - y).scalars == Self.combine(x, y, -).scalars)
    #expect((x * y).scalars == Self.combine(x, y, *).scalars)
    #expect((x / y).shape == Self.combine(x, y, /).shape)
    #expect((x / y).scalars == Self.combine(x, y, /).scalars)
    #expect(Tensor.maximum(x, y - 2).scalars == Self.combine(x, y - 2, max).scalars)
    #expect(Tensor.minimum(x, y - 2).scalars == Self.combine(x, y - 2, min).scalars)
    #expect((x > y - 2).scalars == Self.combine(x, y - 2) { $0 > $1 ? 1 : 0 }.scalars)
  }

  @Test(
    "the gradients of operators add up over what was repeated",
    arguments: [
      ([3, 4], [3, 4]), ([3, 4], [4]), ([2, 1, 3], [4, 1]), ([], [3]), ([2], []),
    ])
  func gradients(a: [Int], b: [Int]) {
    let (x, y) = (filled("a", shape: a), filled("b", shape: b, base: 2, bound: 0.5))
    checkGradients(at: [x, y]) { $0[0] + $0[1] }
    checkGradients(at: [x, y]) { $0[0] - $0[1] }
    checkGradients(at: [x, y]) { $0[0] * $0[1] }
    checkGradients(at: [x, y]) { $0[0] / $0[1] }
    checkGradients(at: [x * 4, y], step: 1e-3) { Tensor.maximum($0[0], $0[1]) }
    checkGradients(at: [x * 4, y], step: 1e-3) { Tensor.minimum($0[0], $0[1]) }
    checkGradients(at: [x + 3, y]) { $0[0].pow($0[1]) }
    let condition = filled("c", shape: a) > 0
    checkGradients(at: [x, y]) { Tensor.where(condition, $0[0], $0[1]) }
  }

  @Test("constants stand on either side")
  func constants() {
    let x = Tensor([1, 2, 4], shape: [3])
    #expect((x + 1).scalars == [2, 3, 5])
    #expect((1 - x).scalars == [0, -1, -3])
    #expect((x - 1).scalars == [0, 1, 3])
    #expect((2 * x).scalars == [2, 4, 8])
    #expect((x / 2).scalars == [0.5, 1, 2])
    #expect((4 / x).scalars == [4, 2, 1])
    #expect((x >= 2).scalars == [0, 1, 1])
    #expect((x == 2).scalars == [0, 1, 0])
    checkGradients(at: [x]) { (3 - $0[0]) * 2 + 1 / $0[0] - $0[0] / 4 }
  }
}

import Support
import Tensors
import Testing

@Suite struct MatmulTests {
  @Test(
    "R2: a linear layer agrees with the reference figures",
    arguments: OperatorCase.cases(of: "linear"))
  func linear(_ c: OperatorCase) {
    checkOperator(c, ["x": .same, "weight": .same, "bias": .same]) {
      $0[0].linear(weight: $0[1], bias: $0[2])
    }
  }

  @Test("a linear layer is the same on few and on many rows", arguments: [1, 3, 8, 9, 16, 17, 40])
  func rows(_ rows: Int) {
    let x = filled("x", shape: [rows, 37])
    let weight = filled("weight", shape: [45, 37])
    let bias = filled("bias", shape: [45])
    let (xs, ws, bs) = (x.scalars, weight.scalars, bias.scalars)
    let expected = (0..<rows * 45).map { index in
      let (row, output) = (index / 45, index % 45)
      let sum = (0..<37).reduce(bs[output]) { $0 + xs[row * 37 + $1] * ws[output * 37 + $1] }
      return max(sum, 0)
    }
    expectClose(
      x.linear(weight: weight, bias: bias, activation: .relu).scalars, expected)
    expectClose(
      x.linear(
        weight: weight, bias: bias, activation: .relu, prepared: PreparedLinear(weight: weight)
      ).scalars, expected)
  }

  @Test("R2: gradients of a linear layer agree with differences", arguments: [2, 9, 19])
  func linearGradients(_ rows: Int) {
    checkGradients(
      at: [
        filled("x", shape: [rows, 5]), filled("weight", shape: [4, 5]),
        filled("bias", shape: [4]),
      ], step: 1e-3, tolerance: 2e-2
    ) {
      $0[0].linear(weight: $0[1], bias: $0[2], activation: .leakyReLU(slope: 0.1))
    }
  }

  static let shapes: [([Int], [Int])] = [
    ([3, 4], [4, 5]), ([2, 3, 4], [4, 5]), ([2, 3, 4], [2, 4, 5]), ([3, 4], [2, 4, 5]),
    ([2, 1, 3, 4], [3, 4, 5]), ([1, 1, 4], [4, 1]),
  ]

  @Test("agrees with sums of products, transposed or not", arguments: shapes)
  func products(_ a: [Int], _ b: [Int]) {
    for (transposeA, transposeB) in [(false, false), (true, false), (false, true), (true, true)] {
      func swapped(_ shape: [Int], _ isSwapped: Bool) -> [Int] {
        isSwapped ? shape.dropLast(2) + [shape[shape.count - 1], shape[shape.count - 2]] : shape
      }
      let (stored, other) = (swapped(a, transposeA), swapped(b, transposeB))
      let inputs = [filled("a", shape: stored), filled("b", shape: other)]
      func plain(_ tensor: Tensor, _ isSwapped: Bool) -> Tensor {
        guard isSwapped else { return tensor }
        let rank = tensor.rank
        return permuted(tensor, Array(0..<rank - 2) + [rank - 1, rank - 2])
      }
      let product = inputs[0].matmul(inputs[1], transposeA: transposeA, transposeB: transposeB)
      expectClose(product, reference(plain(inputs[0], transposeA), plain(inputs[1], transposeB)))
      checkGradients(at: inputs, tolerance: 2e-3) {
        $0[0].matmul($0[1], transposeA: transposeA, transposeB: transposeB)
      }
    }
  }

  /// The product by its definition, with broadcast batch axes.
  private func reference(_ a: Tensor, _ b: Tensor) -> Tensor {
    let rank = max(a.rank, b.rank)
    func padded(_ shape: [Int]) -> [Int] {
      Array(repeating: 1, count: rank - shape.count) + shape
    }
    let (left, right) = (padded(a.shape), padded(b.shape))
    let batch = zip(left, right).map { max($0, $1) }.dropLast(2)
    let (m, k, n) = (left[rank - 2], left[rank - 1], right[rank - 1])
    let (x, y) = (a.scalars, b.scalars)
    var result: [Float] = []
    for index in 0..<batch.reduce(1, *) {
      var (rest, ofA, ofB, unitA, unitB) = (index, 0, 0, 1, 1)
      for axis in batch.indices.reversed() {
        let position = rest % batch[axis]
        rest /= batch[axis]
        if left[axis] > 1 { ofA += position * unitA }
        if right[axis] > 1 { ofB += position * unitB }
        unitA *= left[axis]
        unitB *= right[axis]
      }
      for i in 0..<m {
        for j in 0..<n {
          result.append(
            (0..<k).reduce(0) { $0 + x[(ofA * m + i) * k + $1] * y[(ofB * k + $1) * n + j] })
        }
      }
    }
    return Tensor(result, shape: batch + [m, n])
  }

  @Test("R2: the gradient of a matrix that meets a batch of none is 0")
  func emptyBatch() {
    _ = Tensor.full([4, 5], .nan)  // what the gradient's memory held before
    let (_, gradients) = valueAndGradients(at: [.zeros([0, 3, 4]), .ones([4, 5])]) {
      $0[0].matmul($0[1]).sum()
    }
    #expect(gradients[1].scalars == [Float](repeating: 0, count: 20))
  }
}

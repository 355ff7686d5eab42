import Tensors

/// Linear regression with a penalty on the weights, in its dual form: `(K + λ) α = y`.
struct RidgeRegression {
  private let products: [[Float]]
  private let coefficients: [Double]

  /// The inner products of all pairs of features.
  static func products(_ features: [[Float]]) -> [[Float]] {
    let width = features[0].count
    let x = Tensor(features.flatMap { $0 }, shape: [features.count, width])
    let scalars = x.matmul(x, transposeB: true).scalars
    return (0..<features.count).map {
      Array(scalars[$0 * features.count..<($0 + 1) * features.count])
    }
  }

  /// Fits the first `trainingCount` samples, by Cholesky's decomposition.
  init(products: [[Float]], targets: [Float], trainingCount n: Int, penalty: Float) {
    self.products = products
    var factor = products[..<n].map { $0[..<n].map(Double.init) }
    for i in 0..<n { factor[i][i] += Double(penalty) }
    for column in 0..<n {
      let pivotRow = factor[column]
      let pivot = (pivotRow[column] - Self.dot(pivotRow, pivotRow, column)).squareRoot()
      factor[column][column] = pivot
      for row in column + 1..<max(n, column + 1) {
        factor[row][column] =
          (factor[row][column] - Self.dot(factor[row], factor[column], column)) / pivot
      }
    }
    var solution = targets[..<n].map(Double.init)
    for row in 0..<n {
      solution[row] = (solution[row] - Self.dot(factor[row], solution, row)) / factor[row][row]
    }
    for row in (0..<n).reversed() {
      solution[row] /= factor[row][row]
      for above in 0..<row { solution[above] -= factor[row][above] * solution[row] }
    }
    coefficients = solution
  }

  /// The fitted value of a sample.
  func prediction(_ sample: Int) -> Double {
    zip(coefficients, products[sample]).reduce(0) { $0 + $1.0 * Double($1.1) }
  }

  private static func dot(_ a: [Double], _ b: [Double], _ count: Int) -> Double {
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        var sum = 0.0
        for i in 0..<count { sum += a[i] * b[i] }
        return sum
      }
    }
  }
}

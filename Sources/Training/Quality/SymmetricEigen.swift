import Kernels

/// Eigenvalues and eigenvectors of a symmetric matrix, in double precision.
///
/// Jacobi's method: plane rotations remove the entries off the diagonal, sweep after sweep, until
/// none is left that matters.
///
/// Source: Golub and Van Loan, "Matrix Computations", 4th edition, section 8.5.
package struct SymmetricEigen {
  /// The eigenvalues, in no order.
  package let values: [Double]
  /// The eigenvectors, one a row, in the order of the values.
  package let vectors: [[Double]]

  /// Decomposes a matrix.
  ///
  /// - Parameter matrix: The rows; the upper triangle is read.
  package init(_ matrix: [[Double]]) {
    let n = matrix.count
    var a = [Double](repeating: 0, count: n * n)
    for row in 0..<n {
      guard matrix[row].count == n else {
        trap("eigenvalues: row \(row) has \(matrix[row].count) of \(n)")
      }
      for column in row..<n {
        a[row * n + column] = matrix[row][column]
        a[column * n + row] = matrix[row][column]
      }
    }
    var v = [Double](repeating: 0, count: n * n)
    for i in 0..<n { v[i * n + i] = 1 }
    let scale = a.reduce(0) { $0 + $1 * $1 }
    a.withUnsafeMutableBufferPointer { a in
      v.withUnsafeMutableBufferPointer { v in
        for _ in 0..<60 {
          var off = 0.0
          for p in 0..<n {
            for q in (p + 1)..<max(n, p + 1) { off += 2 * a[p * n + q] * a[p * n + q] }
          }
          guard off > scale * 1e-30 else { break }
          for p in 0..<n {
            for q in (p + 1)..<max(n, p + 1) where a[p * n + q] != 0 {
              Self.rotate(a, v, p, q, n)
            }
          }
        }
      }
    }
    values = (0..<n).map { a[$0 * n + $0] }
    vectors = (0..<n).map { Array(v[($0 * n)..<(($0 + 1) * n)]) }
  }

  /// Makes the entry (p, q) zero: `a ← Jᵀ a J`, and turns the vectors with it.
  private static func rotate(
    _ a: UnsafeMutableBufferPointer<Double>, _ v: UnsafeMutableBufferPointer<Double>,
    _ p: Int, _ q: Int, _ n: Int
  ) {
    let tau = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q])
    let t = (tau >= 0 ? 1 : -1) / (abs(tau) + (1 + tau * tau).squareRoot())
    let c = 1 / (1 + t * t).squareRoot()
    let s = t * c
    for k in 0..<n {
      let (x, y) = (a[p * n + k], a[q * n + k])
      a[p * n + k] = c * x - s * y
      a[q * n + k] = s * x + c * y
    }
    for k in 0..<n {
      let (x, y) = (a[k * n + p], a[k * n + q])
      a[k * n + p] = c * x - s * y
      a[k * n + q] = s * x + c * y
    }
    for k in 0..<n {
      let (x, y) = (v[p * n + k], v[q * n + k])
      v[p * n + k] = c * x - s * y
      v[q * n + k] = s * x + c * y
    }
    a[p * n + q] = 0
    a[q * n + p] = 0
  }

  /// The symmetric square root: `Σ √λᵢ · vᵢ vᵢᵀ`, rounding below zero taken for zero.
  package var squareRoot: [[Double]] {
    let n = values.count
    var root = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
    for (value, vector) in zip(values, vectors) where value > 0 {
      let factor = value.squareRoot()
      for row in 0..<n {
        let part = factor * vector[row]
        for column in 0..<n { root[row][column] += part * vector[column] }
      }
    }
    return root
  }
}

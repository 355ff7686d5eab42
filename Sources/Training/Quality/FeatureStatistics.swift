import Kernels
import Tensors

/// The mean and the covariance of features, in double precision.
public struct FeatureStatistics: Sendable, Equatable {
  /// The number of samples.
  public let count: Int
  /// The mean of each feature, `[F]`.
  public let mean: [Double]
  /// The unbiased covariance, `[F][F]`.
  public let covariance: [[Double]]

  /// Computes the statistics of samples.
  ///
  /// - Parameter features: One row per sample, `[N, F]`, two or more.
  public init(_ features: Tensor) {
    guard features.shape.count == 2, features.shape[0] > 1 else {
      trap("statistics: features \(features.shape) are not two rows or more")
    }
    let (count, width) = (features.shape[0], features.shape[1])
    var mean = [Double](repeating: 0, count: width)
    var covariance = [[Double]](
      repeating: [Double](repeating: 0, count: width), count: width)
    features.withUnsafeBufferPointer { rows in
      for row in 0..<count {
        for column in 0..<width { mean[column] += Double(rows[row * width + column]) }
      }
      for column in 0..<width { mean[column] /= Double(count) }
      // Each thread sums rows of the matrix, over all samples in their order.
      covariance.withUnsafeMutableBufferPointer { covariance in
        parallel(over: width) { range in
          var offsets = [Double](repeating: 0, count: width)
          for row in 0..<count {
            for column in 0..<width {
              offsets[column] = Double(rows[row * width + column]) - mean[column]
            }
            for i in range {
              let offset = offsets[i]
              for j in i..<width { covariance[i][j] += offset * offsets[j] }
            }
          }
        }
        for i in 0..<width {
          for j in i..<width {
            covariance[i][j] /= Double(count - 1)
            covariance[j][i] = covariance[i][j]
          }
        }
      }
    }
    self.count = count
    self.mean = mean
    self.covariance = covariance
  }

  /// The Fréchet distance of two normal distributions with these statistics:
  /// `‖μ₁ − μ₂‖² + tr(Σ₁ + Σ₂ − 2 (Σ₁ Σ₂)^½)`, 0 for equal ones.
  ///
  /// The trace of the root is the sum of the roots of the eigenvalues of `Σ₁^½ Σ₂ Σ₁^½`, which is
  /// symmetric: no root of a matrix that may have none is needed, and no term for stability. NaN where
  /// a statistic is infinite or no number.
  ///
  /// Source: Heusel et al., "GANs Trained by a Two Time-Scale Update Rule Converge to a Local Nash
  /// Equilibrium", 2017, section 2; here in the features of another classifier.
  public func frechetDistance(to other: FeatureStatistics) -> Double {
    guard mean.count == other.mean.count else {
      trap("Fréchet distance: \(mean.count) features and \(other.mean.count)")
    }
    guard isFinite, other.isFinite else { return .nan }
    let width = mean.count
    let shift = zip(mean, other.mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let root = SymmetricEigen(covariance).squareRoot
    let product = Self.product(Self.product(root, other.covariance), root)
    let symmetric = (0..<width).map { i in
      (0..<width).map { j in (product[i][j] + product[j][i]) / 2 }
    }
    let rootTrace = SymmetricEigen(symmetric).values.reduce(0) { $0 + max(0, $1).squareRoot() }
    let traces = (0..<width).reduce(0) { $0 + covariance[$1][$1] + other.covariance[$1][$1] }
    let distance = shift + traces - 2 * rootTrace
    // Not `max`, of which 0 and NaN are 0.
    return distance < 0 ? 0 : distance
  }

  private var isFinite: Bool {
    mean.allSatisfy(\.isFinite) && covariance.allSatisfy { $0.allSatisfy(\.isFinite) }
  }

  private static func product(_ a: [[Double]], _ b: [[Double]]) -> [[Double]] {
    a.map { row in
      var sum = [Double](repeating: 0, count: b.count)
      for (k, factor) in row.enumerated() {
        let other = b[k]
        for j in sum.indices { sum[j] += factor * other[j] }
      }
      return sum
    }
  }
}

import Foundation
import Support
import Tensors
import Testing
import Training

@Suite struct SampleQualityTests {
  private func features(_ count: Int, _ width: Int, seed: UInt64, shift: Float = 0) -> Tensor {
    var random = Random(seed: seed)
    var rows: [Float] = []
    for _ in 0..<count {
      let common = random.nextNormal()
      for column in 0..<width {
        rows.append(random.nextNormal() * Float(column % 3 + 1) + common + shift)
      }
    }
    return Tensor(rows, shape: [count, width])
  }

  @Test("eigenvectors and values give the matrix back", arguments: [1, 2, 7, 40])
  func eigen(size: Int) {
    var random = Random(seed: UInt64(size))
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: size), count: size)
    for i in 0..<size {
      for j in i..<size {
        matrix[i][j] = Double(random.nextNormal())
        matrix[j][i] = matrix[i][j]
      }
    }
    let eigen = SymmetricEigen(matrix)
    var worst = 0.0
    for i in 0..<size {
      for j in 0..<size {
        let sum = (0..<size).reduce(0.0) {
          $0 + eigen.values[$1] * eigen.vectors[$1][i] * eigen.vectors[$1][j]
        }
        worst = max(worst, abs(sum - matrix[i][j]))
        let dot = (0..<size).reduce(0.0) { $0 + eigen.vectors[i][$1] * eigen.vectors[j][$1] }
        worst = max(worst, abs(dot - (i == j ? 1 : 0)))
      }
    }
    #expect(worst < 1e-12)
    let trace = (0..<size).reduce(0) { $0 + matrix[$1][$1] }
    #expect(abs(eigen.values.reduce(0, +) - trace) < 1e-11)
  }

  @Test("the square root of a positive matrix squares to it, also where it has no full rank")
  func squareRoot() {
    let x = features(5, 9, seed: 3)
    let covariance = FeatureStatistics(x).covariance
    let root = SymmetricEigen(covariance).squareRoot
    for i in 0..<9 {
      for j in 0..<9 {
        let sum = (0..<9).reduce(0.0) { $0 + root[i][$1] * root[$1][j] }
        #expect(abs(sum - covariance[i][j]) < 1e-9)
      }
    }
  }

  @Test("mean and covariance are those of the definition")
  func statistics() {
    let x = features(30, 4, seed: 5)
    let statistics = FeatureStatistics(x)
    let rows = (0..<30).map { row in (0..<4).map { Double(x.scalars[row * 4 + $0]) } }
    for i in 0..<4 {
      let mean = rows.reduce(0) { $0 + $1[i] } / 30
      #expect(abs(statistics.mean[i] - mean) < 1e-12)
      for j in 0..<4 {
        let other = rows.reduce(0) { $0 + $1[j] } / 30
        let covariance = rows.reduce(0) { $0 + ($1[i] - mean) * ($1[j] - other) } / 29
        #expect(abs(statistics.covariance[i][j] - covariance) < 1e-11)
      }
    }
  }

  @Test("the Fréchet distance is 0 to itself, a squared shift, and symmetric")
  func frechet() {
    let a = FeatureStatistics(features(200, 6, seed: 1))
    let b = FeatureStatistics(features(150, 6, seed: 2))
    let moved = FeatureStatistics(features(200, 6, seed: 1, shift: 2))
    #expect(a.frechetDistance(to: a) < 1e-9)
    #expect(abs(a.frechetDistance(to: moved) - 6 * 4) < 1e-4)
    #expect(abs(a.frechetDistance(to: b) - b.frechetDistance(to: a)) < 1e-9)
    #expect(a.frechetDistance(to: b) > 0)
  }

  /// For two features: `tr √(Σ₁Σ₂) = √(tr(Σ₁Σ₂) + 2 √det(Σ₁Σ₂))`.
  @Test("of two features the distance equals the closed form")
  func closedForm() {
    for seed: UInt64 in 1...5 {
      let a = FeatureStatistics(features(40, 2, seed: seed))
      let b = FeatureStatistics(features(50, 2, seed: seed + 20, shift: 0.3))
      let (s, t) = (a.covariance, b.covariance)
      let trace =
        s[0][0] * t[0][0] + s[0][1] * t[1][0] + s[1][0] * t[0][1] + s[1][1] * t[1][1]
      let determinant =
        (s[0][0] * s[1][1] - s[0][1] * s[1][0]) * (t[0][0] * t[1][1] - t[0][1] * t[1][0])
      let root = (trace + 2 * determinant.squareRoot()).squareRoot()
      let shift = zip(a.mean, b.mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      let expected = shift + s[0][0] + s[1][1] + t[0][0] + t[1][1] - 2 * root
      #expect(abs(a.frechetDistance(to: b) - expected) < 1e-9)
    }
  }

  /// Features and their distance, computed with NumPy.
  private struct DistanceReference: Decodable {
    let a, b: [[Double]]
    let distance: Double
  }

  @Test("of sixteen features the distance equals NumPy's")
  func reference() throws {
    let url = try #require(
      Bundle.module.url(forResource: "frechet", withExtension: "json", subdirectory: "Fixtures"))
    let reference = try JSONDecoder().decode(
      DistanceReference.self, from: Data(contentsOf: url))
    func statistics(_ rows: [[Double]]) -> FeatureStatistics {
      FeatureStatistics(Tensor(rows.joined().map { Float($0) }, shape: [rows.count, 16]))
    }
    let distance = statistics(reference.a).frechetDistance(to: statistics(reference.b))
    #expect(abs(distance - reference.distance) < 1e-5 * reference.distance, "\(distance)")
  }

  @Test(
    "features that are no numbers have no figure: neither the best one nor the worst",
    arguments: [Float.nan, .infinity, -.infinity])
  func notNumbers(value: Float) {
    let good = features(20, 4, seed: 1)
    for index in [0, 41, 79] {
      var scalars = features(20, 4, seed: 2).scalars
      scalars[index] = value
      let bad = Tensor(scalars, shape: [20, 4])
      for (samples, real) in [(bad, good), (good, bad), (bad, bad)] {
        let quality = SampleQuality(
          features: samples, logits: .zeros([20, 3]), realFeatures: real)
        #expect(quality.frechetDistance.isNaN)
        #expect(quality.precision.isNaN && quality.recall.isNaN)
      }
    }
    let logits = Tensor([9, 0, value, 0, 0, 9, 0, 0, 9, 0, 0, 9], shape: [4, 3])
    let x = features(4, 2, seed: 1)
    let quality = SampleQuality(features: x, logits: logits, realFeatures: x)
    #expect(quality.classShares == [value < 0 ? 0.25 : 0, 0, 0.75])
  }

  /// Precision as the paper defines it, pair by pair.
  private func share(of points: Tensor, within centres: Tensor, k: Int) -> Double {
    func rows(_ x: Tensor) -> [[Double]] {
      let (width, scalars) = (x.shape[1], x.scalars.map(Double.init))
      return (0..<x.shape[0]).map { Array(scalars[$0 * width..<($0 + 1) * width]) }
    }
    func distance(_ a: [Double], _ b: [Double]) -> Double {
      zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    }
    let others = rows(centres)
    let radii = others.indices.map { index in
      others.indices.filter { $0 != index }.map { distance(others[$0], others[index]) }
        .sorted()[k - 1]
    }
    let inside = rows(points).count { point in
      others.indices.contains { distance(point, others[$0]) <= radii[$0] }
    }
    return Double(inside) / Double(points.shape[0])
  }

  @Test("precision and recall equal those of the definition", arguments: [3, 11])
  func coverage(width: Int) {
    let real = features(60, width, seed: 8)
    let samples = features(45, width, seed: 9, shift: 0.8)
    for k in [1, 3] {
      let coverage = SampleCoverage(samples: samples, real: real, k: k)
      #expect(coverage.precision == share(of: samples, within: real, k: k))
      #expect(coverage.recall == share(of: real, within: samples, k: k))
      #expect(coverage.precision > 0 && coverage.precision < 1)
    }
    let same = SampleCoverage(samples: real, real: real)
    #expect(same.precision == 1 && same.recall == 1)
    let far = SampleCoverage(samples: features(45, width, seed: 9, shift: 90), real: real)
    #expect(far.precision == 0 && far.recall == 0)
  }

  @Test("more points than one block has give the shares of the definition")
  func blocks() {
    let real = features(1100, 3, seed: 4)
    let samples = features(1030, 3, seed: 6, shift: 1)
    let coverage = SampleCoverage(samples: samples, real: real)
    // Points beyond the first block count: without them the shares are others.
    let first = SampleCoverage(
      samples: samples.sliced(axis: 0, range: 0..<1024),
      real: real.sliced(axis: 0, range: 0..<1024))
    #expect(coverage != first)
    #expect(coverage.precision == share(of: samples, within: real, k: 3))
    #expect(coverage.recall == share(of: real, within: samples, k: 3))
  }

  @Test("shares of classes are counted, those the classifier is sure of apart")
  func shares() {
    let logits = Tensor(
      [9, 0, 0, 1, 0.9, 0, 0, 0, 9, 0, 9, 0], shape: [4, 3])
    let x = features(4, 2, seed: 1)
    let quality = SampleQuality(features: x, logits: logits, realFeatures: x)
    #expect(quality.classShares == [0.5, 0.25, 0.25])
    #expect(quality.sureClassShares == [0.25, 0.25, 0.25])
    #expect(quality.sureShare == 0.75)
    #expect(quality.sureShare(of: [0, 2, 2]) == 0.5)
    #expect(quality.precision == 1 && quality.recall == 1)
    #expect(quality.frechetDistance < 1e-9)
    #expect(quality.count == 4 && quality.realCount == 4)
  }
}

import Kernels
import Support
import Testing

@Suite struct MatmulKernelTests {
  static let sizes = [
    (1, 1, 1), (1, 33, 7), (3, 31, 2), (5, 64, 65), (6, 16, 0), (13, 40, 9), (14, 32, 32),
    (15, 96, 17), (29, 7, 130), (83, 65, 40), (300, 33, 21),
  ]

  private func numbers(_ count: Int, _ seed: UInt32) -> [Float] {
    var state = seed
    return (0..<count).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return Float(state >> 8) / Float(1 << 23) - 1
    }
  }

  /// `f(Σ_k a(i, k) · b(k, j) + c)` in double precision.
  private func product(
    _ m: Int, _ n: Int, _ k: Int, _ a: (Int, Int) -> Float, _ b: (Int, Int) -> Float
  ) -> [Double] {
    (0..<m * n).map { index in
      (0..<k).reduce(0.0) { $0 + Double(a(index / n, $1)) * Double(b($1, index % n)) }
    }
  }

  private func isClose(_ actual: [Float], _ expected: [Double]) -> Bool {
    let scale = expected.reduce(1) { max($0, abs($1)) }
    return zip(actual, expected).allSatisfy { abs(Double($0) - $1) <= 2e-6 * scale }
  }
}

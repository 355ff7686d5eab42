import Kernels
import Tensors

/// Precision and recall of samples: how many lie where real ones are, and how many real ones lie
/// where samples are.
///
/// What "where" is: within the distance from a real one to its `k`-th nearest other real one.
///
/// Source: Kynkäänniemi et al., "Improved Precision and Recall Metric for Assessing Generative
/// Models", 2019, section 2. https://arxiv.org/abs/1904.06991
public struct SampleCoverage: Sendable, Equatable {
  /// The share of the samples that are like real ones; NaN where a feature is infinite or no number.
  public let precision: Double
  /// The share of the real ones that samples are like; NaN where `precision` is.
  public let recall: Double

  /// Compares samples with real ones.
  ///
  /// - Parameters:
  ///   - samples: The features of each sample, `[N, F]`.
  ///   - real: Those of real ones, `[M, F]`; as many as the samples, to be compared with others'
  ///     figures.
  ///   - k: Which neighbour gives the distance.
  /// - Precondition: There are more than `k` of both.
  public init(samples: Tensor, real: Tensor, k: Int = 3) {
    guard samples.shape.count == 2, real.shape.count == 2, samples.shape[1] == real.shape[1],
      k > 0, min(samples.shape[0], real.shape[0]) > k
    else { trap("coverage: samples \(samples.shape), real \(real.shape), k \(k)") }
    guard samples.isFinite, real.isFinite else {
      (precision, recall) = (.nan, .nan)
      return
    }
    precision = Self.share(of: samples, within: real, k)
    recall = Self.share(of: real, within: samples, k)
  }

  /// The share of points that lie in the ball of one of the centres, or more.
  private static func share(of points: Tensor, within centres: Tensor, _ k: Int) -> Double {
    let radii = radii(centres, k)
    var inside = 0
    eachDistances(from: points, to: centres) { _, distances in
      for index in distances.indices where distances[index] <= radii[index] {
        inside += 1
        break
      }
    }
    return Double(inside) / Double(points.shape[0])
  }

  /// The squared distance of each point to its `k`-th nearest other.
  private static func radii(_ points: Tensor, _ k: Int) -> [Float] {
    var radii = [Float](repeating: 0, count: points.shape[0])
    var nearest: [Float] = []
    eachDistances(from: points, to: points) { point, distances in
      nearest.removeAll(keepingCapacity: true)
      for (index, distance) in distances.enumerated() where index != point {
        if nearest.count == k, let last = nearest.last, distance >= last { continue }
        let place = nearest.firstIndex { distance < $0 } ?? nearest.count
        nearest.insert(distance, at: place)
        if nearest.count > k { nearest.removeLast() }
      }
      radii[point] = nearest.last ?? 0
    }
    return radii
  }

  /// The squared distances of each point to all others, a thousand points at once:
  /// `‖a − b‖² = ‖a‖² + ‖b‖² − 2 a·b`, about the mean of the others, where little cancels.
  private static func eachDistances(
    from points: Tensor, to others: Tensor, _ body: (Int, [Float]) -> Void
  ) {
    let mean = others.mean(axes: [0])
    let (points, others) = (points.detached - mean, others.detached - mean)
    let (lengths, otherLengths) = (squaredLengths(points), squaredLengths(others))
    var distances = [Float](repeating: 0, count: others.shape[0])
    for start in stride(from: 0, to: lengths.count, by: 1024) {
      let block = points.sliced(axis: 0, range: start..<min(start + 1024, lengths.count))
      block.matmul(others, transposeB: true).withUnsafeBufferPointer { products in
        for row in 0..<block.shape[0] {
          let length = lengths[start + row]
          for index in distances.indices {
            let product = products[row * distances.count + index]
            let distance = length + otherLengths[index] - 2 * product
            // Not `max`, of which 0 and NaN are 0.
            distances[index] = distance < 0 ? 0 : distance
          }
          body(start + row, distances)
        }
      }
    }
  }

  /// The squared length of each row.
  private static func squaredLengths(_ x: Tensor) -> [Float] {
    let width = x.shape[1]
    return x.withUnsafeBufferPointer { x in
      (0..<x.count / max(1, width)).map { row in
        Float(x[(row * width)..<((row + 1) * width)].reduce(0.0) { $0 + Double($1) * Double($1) })
      }
    }
  }
}

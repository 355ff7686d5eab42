import Kernels

/// What the gradients of a batch norm need to know of its forward pass.
struct BatchStatistics: Sendable {
  /// The mean of each channel.
  let mean: [Float]
  /// `1 / √(variance + ε)` of each channel.
  let inverse: [Double]
  /// Whether mean and variance depend on the input.
  let usesBatch: Bool

  /// The gradients at the input, the weight and the bias, where needed.
  ///
  /// With x̂ = (x − mean) · inverse: `dbias = Σ g`, `dweight = Σ g x̂`, and
  /// `dx = weight · inverse · (g − mean(g) − x̂ · mean(g x̂))`, without the means if they are stored.
  func gradients(
    _ x: Tensor, _ gradient: Tensor, weight: [Double], needed: [Bool]
  ) -> [Tensor?] {
    let channels = mean.count
    let sums = x.withUnsafeBufferPointer { x in
      gradient.withUnsafeBufferPointer { gradientSums(x, gradient: $0, mean: mean) }
    }
    let rowCount = Double(max(1, x.count / max(1, channels)))
    let scale = zip(weight, inverse).map { $0 * $1 }
    var results: [Tensor?] = [nil, nil, nil]
    if needed[0], usesBatch {
      let slope = (0..<channels).map {
        -scale[$0] * inverse[$0] * inverse[$0] * sums.product[$0] / rowCount
      }
      let shift = (0..<channels).map { -scale[$0] * sums.sum[$0] / rowCount }
      results[0] = Tensor(shape: x.shape) { result in
        x.withUnsafeBufferPointer { x in
          gradient.withUnsafeBufferPointer {
            combineGradients(
              x, gradient: $0, mean: mean, a: scale.map { Float($0) },
              b: slope.map { Float($0) }, shift: shift.map { Float($0) }, into: result)
          }
        }
      }
    } else if needed[0] {
      results[0] = Tensor(shape: x.shape) { result in
        gradient.withUnsafeBufferPointer {
          scaleAndShift(
            $0, scale: scale.map { Float($0) }, shift: mean.map { _ in 0 }, into: result)
        }
      }
    }
    if needed[1] {
      results[1] = Tensor(zip(sums.product, inverse).map { Float($0 * $1) }, shape: [channels])
    }
    if needed[2] { results[2] = Tensor(sums.sum.map { Float($0) }, shape: [channels]) }
    return results
  }
}

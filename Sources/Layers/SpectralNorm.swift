import Kernels
import Tensors

/// Spectral normalization: divides the filters of a convolution by an estimate of their largest
/// singular value.
///
/// The filters as a matrix `M`, a row for each output channel, have the singular vectors `u` and `v`,
/// which persist and get better with each step of training: `v ← normalized Mᵀu`,
/// `u ← normalized Mv`, `σ = uᵀMv`. The gradient flows through `M`, in `σ` too, and not through `u`
/// and `v`. In evaluation both stay as they are.
///
/// Source: Miyato et al., "Spectral Normalization for Generative Adversarial Networks", algorithm 1.
/// https://arxiv.org/abs/1802.05957
public final class SpectralNorm {
  /// The left singular vector, `[out]`.
  public let u: Buffer
  /// The right singular vector, `[in · kH · kW]`, channel first as published.
  public let v: Buffer
  private let layout: ParameterLayout
  /// The number of elements of a filter that belong to one input channel.
  private let tapCount: Int

  /// Creates the vectors for filters, and estimates them well enough to begin with.
  ///
  /// - Parameter weight: The filters.
  package init(of weight: Parameter) {
    layout = weight.layout
    tapCount = weight.shape[0] * weight.shape[1]
    let rowCount = weight.shape[layout == .transposedConvolution2d ? 2 : 3]
    u = Buffer(Tensor.randomNormal([rowCount]).normalized)
    v = Buffer(.zeros([weight.count / max(1, rowCount)]))
    fit(to: weight)
  }

  /// The vectors under their published names.
  var children: [Child] { [.buffer("weight_u", u), .buffer("weight_v", v)] }

  /// Estimates both vectors anew, for other filters.
  ///
  /// - Parameters:
  ///   - weight: The filters.
  ///   - iterationCount: The number of power iterations, from `u` on.
  func fit(to weight: Parameter, iterationCount: Int = 15) {
    let matrix = FilterMatrix(weight.value.detached, layout)
    for _ in 0..<iterationCount {
      let right = matrix.transposedProduct(with: u.value).normalized
      v.value = published(right)
      u.value = matrix.product(with: right).normalized
    }
  }

  /// Computes `v` from `u`, for a checkpoint that does not hold it.
  func completeV(for weight: Tensor) {
    v.value = published(FilterMatrix(weight, layout).transposedProduct(with: u.value).normalized)
  }

  /// The filters divided by `σ`; in training, after one power iteration.
  package func callAsFunction(_ weight: Tensor) -> Tensor {
    let matrix = FilterMatrix(weight.detached, layout)
    let isTraining = Mode.current == .training
    let right =
      isTraining ? matrix.transposedProduct(with: u.value).normalized : ours(v.value)
    let image = matrix.product(with: right)
    if isTraining {
      v.value = published(right)
      u.value = image.normalized
    }
    let left = u.value
    let sigma = left.dotted(with: image).item()
    let normalized = weight.detached / sigma
    return .recording(normalized, [weight]) { gradient, _ in
      // ∂(M / σ): G / σ − (Σ G · M) / σ² · u vᵀ.
      let share = gradient.dotted(with: normalized).item()
      return [(gradient - matrix.outerProduct(left, right * share)) / sigma]
    }
  }

  /// What changes whenever the vectors do.
  var versions: [Int] { [u.version, v.version] }

  /// `v` with its taps first, as in our filters.
  private func ours(_ v: Tensor) -> Tensor {
    v.reshaped([-1, tapCount]).transposed().reshaped([-1])
  }

  /// `v` with its channels first, as in published filters.
  private func published(_ v: Tensor) -> Tensor {
    v.reshaped([tapCount, -1]).transposed().reshaped([-1])
  }
}

extension Tensor {
  /// The vector with length 1.
  fileprivate var normalized: Tensor {
    self / Swift.max(dotted(with: self).item().squareRoot(), 1e-12)
  }
}

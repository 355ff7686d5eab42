import Tensors

/// The filters of a convolution as a matrix: a row for each output channel, a column for each tap of
/// each input channel, the taps first.
struct FilterMatrix: Sendable {
  private let shape: [Int]
  /// `[taps · in, out]`: the matrix transposed; or of a transposed convolution `[taps, out, in]`.
  private let weight: Tensor
  private let isTransposed: Bool

  /// Wraps filters of a layout, `[kH, kW, in, out]` or `[kH, kW, out, in]`.
  init(_ weight: Tensor, _ layout: ParameterLayout) {
    shape = weight.shape
    isTransposed = layout == .transposedConvolution2d
    self.weight =
      isTransposed
      ? weight.reshaped([shape[0] * shape[1], shape[2], shape[3]])
      : weight.reshaped([shape[0] * shape[1] * shape[2], shape[3]])
  }

  /// `Mᵀu`, `[taps · in]`, of `u`, `[out]`.
  func transposedProduct(with u: Tensor) -> Tensor {
    (isTransposed ? u.reshaped([1, -1]).matmul(weight) : weight.matmul(u.reshaped([-1, 1])))
      .reshaped([-1])
  }

  /// `Mv`, `[out]`, of `v`, `[taps · in]`.
  func product(with v: Tensor) -> Tensor {
    guard isTransposed else { return v.reshaped([1, -1]).matmul(weight).reshaped([-1]) }
    let parts = weight.matmul(v.reshaped([weight.shape[0], -1, 1]))  // [taps, out, 1]
    return parts.sum(axes: [0]).reshaped([-1])
  }

  /// `u vᵀ` in the shape of the filters.
  func outerProduct(_ u: Tensor, _ v: Tensor) -> Tensor {
    let product =
      isTransposed
      ? u.reshaped([1, -1, 1]) * v.reshaped([weight.shape[0], 1, -1])
      : v.reshaped([-1, 1]) * u
    return product.reshaped(shape)
  }
}

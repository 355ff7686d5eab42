import Tensors

/// Takes the largest value of each window.
///
/// - Input: `[N, H, W, C]`.
/// - Output: `[N, H′, W′, C]`, where `H′ = (H + 2·padding − kernelSize) / stride + 1`, rounded down, or
///   up with `ceilMode`.
public final class MaxPool2d: Layer {
  private let kernelSize: Int
  private let stride: Int
  private let padding: Int
  private let ceilMode: Bool

  /// Creates the layer; the stride is the kernel's size unless given.
  public init(kernelSize: Int, stride: Int? = nil, padding: Int = 0, ceilMode: Bool = false) {
    self.kernelSize = kernelSize
    self.stride = stride ?? kernelSize
    self.padding = padding
    self.ceilMode = ceilMode
  }

  /// The pooled maps.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.maxPooled2d(kernelSize: kernelSize, stride: stride, padding: padding, ceilMode: ceilMode)
  }
}

/// Takes the mean of each window; padding counts as zeros.
///
/// - Input: `[N, H, W, C]`.
/// - Output: `[N, H′, W′, C]`, where `H′ = (H + 2·padding − kernelSize) / stride + 1`.
public final class AveragePool2d: Layer {
  private let kernelSize: Int
  private let stride: Int
  private let padding: Int

  /// Creates the layer; the stride is the kernel's size unless given.
  public init(kernelSize: Int, stride: Int? = nil, padding: Int = 0) {
    self.kernelSize = kernelSize
    self.stride = stride ?? kernelSize
    self.padding = padding
  }

  /// The pooled maps.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.averagePooled2d(kernelSize: kernelSize, stride: stride, padding: padding)
  }
}

/// Takes means so that the output has a fixed size.
///
/// - Input: `[N, H, W, C]`.
/// - Output: `[N, size, size, C]`.
public final class AdaptiveAveragePool2d: Layer {
  private let size: Int

  /// Creates the layer.
  public init(size: Int) {
    self.size = size
  }

  /// The pooled maps; the input itself where it has the size already.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.shape[1] == size && x.shape[2] == size
      ? x : x.adaptiveAveragePooled2d(height: size, width: size)
  }
}

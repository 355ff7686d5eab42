import Tensors

/// A two-dimensional convolution: cross-correlation plus a bias per output channel.
///
/// - Input: `[N, H, W, in]`.
/// - Output: `[N, H′, W′, out]`, where
///   `H′ = (H + 2·padding − dilation·(kernelSize − 1) − 1) / stride + 1`.
public final class Conv2d: NormFolding {
  /// The filters, `[kernelSize, kernelSize, in / groups, out]`; before spectral normalization, if
  /// they are normalized.
  public let weight: Parameter
  /// The offset of each output channel, `[out]`.
  public let bias: Parameter?
  /// What divides the filters by their largest singular value, if anything does.
  public let spectralNorm: SpectralNorm?
  private let geometry: Conv2dGeometry
  private var prepared: Prepared?

  private struct Prepared {
    /// The versions of all that was packed.
    let versions: [Int]
    let convolution: PreparedConvolution
    /// The bias with what was folded in.
    let bias: Tensor?
    /// The batch normalization that was folded in.
    let norm: BatchNorm2d?
  }

  /// Creates a convolution with uniform random weights within 1 / √fan-in, as PyTorch does.
  ///
  /// - Parameters:
  ///   - input: The number of input channels.
  ///   - output: The number of output channels.
  ///   - kernelSize: The height and width of the filters.
  ///   - stride: The step from one output to the next.
  ///   - padding: The zeros around the input.
  ///   - dilation: The step from one tap of a filter to the next.
  ///   - groups: The number of parts into which the channels fall, each convolved by itself.
  ///   - bias: Whether an offset is added.
  ///   - isSpectrallyNormalized: Whether the filters are divided by their largest singular value.
  public init(
    _ input: Int, _ output: Int, kernelSize: Int, stride: Int = 1, padding: Int = 0,
    dilation: Int = 1, groups: Int = 1, bias: Bool = true, isSpectrallyNormalized: Bool = false
  ) {
    let fan = input / groups * kernelSize * kernelSize
    weight = Parameter(
      [kernelSize, kernelSize, input / groups, output], .uniform(fan: fan), layout: .convolution2d)
    self.bias = bias ? Parameter([output], .uniform(fan: fan)) : nil
    spectralNorm = isSpectrallyNormalized ? SpectralNorm(of: weight) : nil
    geometry = Conv2dGeometry(
      stride: stride, padding: padding, dilation: dilation, groups: groups)
  }

  /// The weight and the bias; with spectral normalization in the published order.
  public var children: [Child] { filterChildren(weight, bias, spectralNorm) }

  /// The maps after an activation, in one pass.
  public func callAsFunction(_ x: Tensor, activation: Activation) -> Tensor {
    self(x, activation: activation, residual: nil)
  }

  /// The maps plus a residual of the same shape, after an activation, in one pass.
  public func callAsFunction(
    _ x: Tensor, activation: Activation, residual: Tensor?
  ) -> Tensor {
    if let prepared = usable(with: nil, for: x) {
      return x.convolved(
        with: prepared.convolution, bias: prepared.bias, activation: activation,
        residual: residual)
    }
    return x.convolved(
      with: filters, bias: bias?.value, geometry: geometry, activation: activation,
      residual: residual)
  }

  /// The maps after batch normalization and an activation, in one pass where they were folded.
  public func callAsFunction(
    _ x: Tensor, normalizedBy norm: BatchNorm2d, activation: Activation
  ) -> Tensor {
    if Mode.current == .evaluation, let prepared = usable(with: norm, for: x) {
      return x.convolved(with: prepared.convolution, bias: prepared.bias, activation: activation)
    }
    return norm(self(x)).applying(activation)
  }

  /// Packs the weights, unless they were packed with a batch normalization.
  public func prepare(releasingWeights: Bool) {
    let isKeptInVain =
      releasingWeights && prepared?.norm == nil
      && prepared?.convolution.keepsWeight == true
    if isKeptInVain || prepared?.versions != versions(with: prepared?.norm) {
      prepare(
        weight: evaluationFilters, bias: bias?.value.detached, norm: nil,
        keepsWeight: !releasingWeights)
    }
    if releasingWeights { weight.release() }
  }

  /// Packs the weights with a batch normalization that follows.
  public func fold(_ norm: BatchNorm2d, keepsWeight: Bool) {
    let isKeptInVain = !keepsWeight && prepared?.convolution.keepsWeight == true
    guard isKeptInVain || prepared?.norm !== norm || prepared?.versions != versions(with: norm)
    else { return }
    let (scale, offset) = norm.evaluationMap
    prepare(
      weight: evaluationFilters * scale,
      bias: bias.map { $0.value.detached * scale + offset } ?? offset, norm: norm,
      keepsWeight: keepsWeight)
  }

  private func prepare(weight: Tensor, bias: Tensor?, norm: BatchNorm2d?, keepsWeight: Bool) {
    prepared = Prepared(
      versions: versions(with: norm),
      convolution: PreparedConvolution(
        weight: weight, geometry: geometry, keepsWeight: keepsWeight),
      bias: bias, norm: norm)
  }

  /// What the input is convolved with.
  private var filters: Tensor { spectralNorm.map { $0(weight.value) } ?? weight.value }

  /// The same in evaluation, without a tape.
  private var evaluationFilters: Tensor { Mode.with(.evaluation) { filters.detached } }

  /// The packed weights, if they are of now and no gradient is wanted that they lack.
  private func usable(with norm: BatchNorm2d?, for x: Tensor) -> Prepared? {
    guard let prepared, prepared.norm === norm, prepared.versions == versions(with: norm),
      !x.isTracked || prepared.convolution.keepsWeight, !weight.isTracked, bias?.isTracked != true,
      norm?.isTracked != true,
      // In training each pass improves the singular vectors.
      spectralNorm == nil || Mode.current == .evaluation
    else { return nil }
    return prepared
  }

  private func versions(with norm: BatchNorm2d?) -> [Int] {
    [weight.version, bias?.version ?? 0] + (norm?.versions ?? [])
      + (spectralNorm?.versions ?? [])
  }
}

/// The parts of a convolution under their published names, in the published order.
func filterChildren(
  _ weight: Parameter, _ bias: Parameter?, _ spectralNorm: SpectralNorm?
) -> [Child] {
  let bias = bias.map { [Child.parameter("bias", $0)] } ?? []
  guard let spectralNorm else { return [.parameter("weight", weight)] + bias }
  return bias + [.parameter("weight_orig", weight)] + spectralNorm.children
}

import Tensors

/// A transposed two-dimensional convolution, which enlarges maps: the adjoint of `Conv2d`.
///
/// - Input: `[N, H, W, in]`.
/// - Output: `[N, H′, W′, out]`, where `H′ = (H − 1)·stride − 2·padding + kernelSize`.
public final class ConvTranspose2d: NormFolding {
  /// The filters, `[kernelSize, kernelSize, out, in]`; before spectral normalization, if they are
  /// normalized.
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
    /// The filters with what was folded in.
    let convolution: PreparedTransposedConvolution
    /// The bias with what was folded in.
    let bias: Tensor?
    /// The batch normalization that was folded in.
    let norm: BatchNorm2d?
  }

  /// Creates the layer with uniform random weights within 1 / √(out · kernelSize²), as PyTorch does.
  ///
  /// - Parameters:
  ///   - input: The number of input channels.
  ///   - output: The number of output channels.
  ///   - kernelSize: The height and width of the filters.
  ///   - stride: How many times larger the output is.
  ///   - padding: The pixels cut off at each edge of the output.
  ///   - bias: Whether an offset is added.
  ///   - isSpectrallyNormalized: Whether the filters are divided by their largest singular value.
  public init(
    _ input: Int, _ output: Int, kernelSize: Int, stride: Int = 1, padding: Int = 0,
    bias: Bool = true, isSpectrallyNormalized: Bool = false
  ) {
    let fan = output * kernelSize * kernelSize
    weight = Parameter(
      [kernelSize, kernelSize, output, input], .uniform(fan: fan), layout: .transposedConvolution2d)
    self.bias = bias ? Parameter([output], .uniform(fan: fan)) : nil
    spectralNorm = isSpectrallyNormalized ? SpectralNorm(of: weight) : nil
    geometry = Conv2dGeometry(stride: stride, padding: padding)
  }

  /// The weight and the bias; with spectral normalization in the published order.
  public var children: [Child] { filterChildren(weight, bias, spectralNorm) }

  /// The maps after an activation, in one pass.
  public func callAsFunction(_ x: Tensor, activation: Activation) -> Tensor {
    if let prepared = usable(with: nil, for: x) {
      return x.transposedConvolved(
        with: prepared.convolution, bias: prepared.bias, activation: activation)
    }
    return x.transposedConvolved(
      with: filters, bias: bias?.value, geometry: geometry, activation: activation)
  }

  /// The maps after batch normalization and an activation, in one pass where they were folded.
  public func callAsFunction(
    _ x: Tensor, normalizedBy norm: BatchNorm2d, activation: Activation
  ) -> Tensor {
    guard Mode.current == .evaluation, let prepared = usable(with: norm, for: x) else {
      return norm(self(x)).applying(activation)
    }
    return x.transposedConvolved(
      with: prepared.convolution, bias: prepared.bias, activation: activation)
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
      weight: evaluationFilters * scale.expanded(axis: 1),  // [out, 1]
      bias: bias.map { $0.value.detached * scale + offset } ?? offset, norm: norm,
      keepsWeight: keepsWeight)
  }

  private func prepare(weight: Tensor, bias: Tensor?, norm: BatchNorm2d?, keepsWeight: Bool) {
    prepared = Prepared(
      versions: versions(with: norm),
      convolution: PreparedTransposedConvolution(
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
      !x.isTracked || prepared.convolution.keepsWeight, !weight.isTracked,
      bias?.isTracked != true, norm?.isTracked != true,
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

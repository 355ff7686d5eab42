import CKernels

/// The operands of a convolution by Winograd, and its steps on one thread.
struct WinogradRun {
  let convolution: WinogradConvolution
  let input: UnsafePointer<Float>
  let filters: UnsafePointer<Float>
  let epilogue: zoo_epilogue
  let output: UnsafeMutablePointer<Float>

  /// `U = G g Gᵀ` for a panel of outputs and some input channels.
  func transformFilters(
    _ panel: Int, _ channels: Range<Int>, _ positionStride: Int,
    _ transformed: UnsafeMutablePointer<Float>
  ) {
    let width = WinogradConvolution.panelWidth
    let taps = convolution.shape.taps
    let tapStride = convolution.shape.inputChannels * width
    zoo_winograd().pointee.filters(
      convolution.tiles.taps, channels.count * width,
      filters + panel * taps * tapStride + channels.lowerBound * width,
      tapStride, transformed, positionStride)
  }

  /// `V = Bᵀ d B` for some tiles and channels.
  func transformInput(
    _ block: Range<Int>, _ channels: Range<Int>, _ positionStride: Int, _ rowStride: Int,
    _ transformed: UnsafeMutablePointer<Float>
  ) {
    var tiles = convolution.tiles
    zoo_winograd().pointee.input(
      &tiles, block.lowerBound, block.count, channels.lowerBound, channels.count, input,
      transformed, rowStride, positionStride)
  }

  /// `M[p] = V[p] · U[p]`, or `M[p] += V[p] · U[p]`, for a panel.
  func multiply(
    _ inputs: LeftMatrix, positionStride: Int, tiles: Int, depth: Int,
    by filters: UnsafePointer<Float>, _ filterStride: Int, isFirst: Bool,
    into products: UnsafeMutablePointer<Float>, _ productStride: Int
  ) {
    let (width, kernels) = (WinogradConvolution.panelWidth, zoo_gemm().pointee)
    for position in 0..<convolution.positions {
      let target = products + position * productStride
      let sums = Epilogue(residual: isFirst ? nil : UnsafePointer(target))
      var product = zoo_product(
        m: tiles, n: width, k: depth, a: inputs.elements + position * positionStride,
        a_stride: inputs.stride, a_transposed: 0, segments: 1, segment_stride: 0,
        b: filters + position * filterStride,
        b_stride: width, panel_stride: 0, c: target, c_stride: width,
        epilogue: sums.from(row: 0, column: 0, stride: width))
      kernels.product(&product)
    }
  }

  /// `Y = Aᵀ M A` with bias, residual and activation, for a panel and some tiles.
  func transformOutput(
    _ panel: Int, _ block: Range<Int>, _ products: UnsafePointer<Float>, _ productStride: Int
  ) {
    var (tiles, epilogue) = (convolution.tiles, epilogue)
    let width = WinogradConvolution.panelWidth
    zoo_winograd().pointee.output(
      &tiles, block.lowerBound, block.count, panel * width, products, width, productStride,
      &epilogue, output)
  }
}

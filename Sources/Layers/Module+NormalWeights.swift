extension Module {
  /// Begins every convolution and batch normalization anew with normal weights, as DCGAN does:
  /// convolutions N(0, deviation²), scales of batch normalization N(1, deviation²), offsets 0.
  ///
  /// Spectral normalization applies to these weights, and its vectors are estimated from them.
  ///
  /// Source: Radford, Metz and Chintala, "Unsupervised Representation Learning with Deep
  /// Convolutional Generative Adversarial Networks", section 4. https://arxiv.org/abs/1511.06434
  ///
  /// - Parameter deviation: The standard deviation.
  public func resetToNormalWeights(deviation: Float = 0.02) {
    switch self {
    case let layer as Conv2d:
      layer.weight.reset(.normal(deviation: deviation))
      layer.bias?.reset(.constant(0))
      layer.spectralNorm?.fit(to: layer.weight)
    case let layer as ConvTranspose2d:
      layer.weight.reset(.normal(deviation: deviation))
      layer.bias?.reset(.constant(0))
      layer.spectralNorm?.fit(to: layer.weight)
    case let layer as BatchNorm2d:
      layer.weight.reset(.normal(mean: 1, deviation: deviation))
      layer.bias.reset(.constant(0))
    default:
      for case .module(_, let module) in children {
        module.resetToNormalWeights(deviation: deviation)
      }
    }
  }
}

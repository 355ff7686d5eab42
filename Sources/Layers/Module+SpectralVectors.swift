import Tensors

extension Module {
  /// Computes right singular vectors of spectral normalization from the left ones, for a checkpoint
  /// that does not hold them.
  ///
  /// - Parameter paths: Their paths, such as `layer1.0.weight_v`.
  public func completeSpectralVectors(_ paths: some Sequence<String>) {
    complete(Set(paths), below: "")
  }

  private func complete(_ paths: Set<String>, below prefix: String) {
    if paths.contains(prefix + "weight_v") {
      switch self {
      case let layer as Conv2d: layer.spectralNorm?.completeV(for: layer.weight.value)
      case let layer as ConvTranspose2d: layer.spectralNorm?.completeV(for: layer.weight.value)
      default: break
      }
    }
    for case .module(let name, let module) in children {
      module.complete(paths, below: "\(prefix)\(name).")
    }
  }
}

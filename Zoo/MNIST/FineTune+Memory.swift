import Datasets
import Layers
import Training

extension FineTune {
  /// About how much memory the training takes at its peak.
  public var memory: MemoryEstimate {
    let float = MemoryLayout<Float>.size
    let pixels = MNISTConfiguration.side * MNISTConfiguration.side
    let batchSize = min(options.batchSize, max(1, data.training.count))
    // Outputs before and after normalization and rectifier, and their gradients.
    let outputs =
      switch network.configuration.form {
      case .connected: 3 * network.configuration.hiddenCounts.reduce(0, +)
      case .convolutional: 3 * pixels * 16 + 3 * pixels / 4 * 32 + 3 * pixels / 16 * 64
      }
    // Weights, gradients and two moments.
    return MemoryEstimate(
      fixed: 100 << 20 + (data.training.count + data.test.count) * pixels
        + 5 * float * network.parameterCount,
      perSample: 4 * float * pixels, perComputedSample: 3 * float * outputs, batchSize: batchSize,
      microBatchSize: options.microBatchSize ?? batchSize)
  }
}

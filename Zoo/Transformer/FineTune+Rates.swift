import Datasets
import Layers
import Losses
import Optimizers
import Tensors
import Training

extension FineTune {
  /// Tries learning rates from small to large.
  ///
  /// - Returns: The losses that they led to.
  /// - Throws: What reading the texts throws.
  public func learningRates() async throws -> RateFinder {
    let network = classifier.network
    freeze(network)
    let texts = try classifier.encoded(data.training)
    for sample in texts.skipped { skipReport?(sample) }
    return try await RateFinder(
      network, optimizer,
      batches: BatchSource(texts, batchSize: options.batchSize, seed: options.seed),
      seed: options.seed, gradientNormLimit: options.gradientNormLimit
    ) { network, batch in
      crossEntropy(network(batch.tokens.idTensor, mask: batch.tokens.maskTensor), batch.labels)
    }
  }

  /// About how much memory the training takes at its peak.
  public var memory: MemoryEstimate {
    let float = MemoryLayout<Float>.size
    let configuration = classifier.network.configuration
    let length = configuration.length
    // What a block keeps for the gradients, of each word.
    let kept =
      14 * configuration.size + 3 * configuration.hiddenCount
      + 3 * configuration.headCount * length
    // Weights, packed ones, gradients and two moments.
    return MemoryEstimate(
      fixed: 150 << 20 + 5 * float * classifier.network.parameterCount, perSample: 32 * length,
      perComputedSample: float * length * kept * (configuration.blockCount + 1),
      batchSize: options.batchSize, microBatchSize: options.microBatchSize ?? options.batchSize)
  }
}

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
      network, AdamW(groups(of: network)),
      batches: BatchSource(texts, batchSize: options.batchSize, seed: options.seed),
      seed: options.seed, gradientNormLimit: options.gradientNormLimit
    ) { network, batch in
      crossEntropy(network(BERTInput(batch.tokens)), batch.labels)
    }
  }

  /// About how much memory the training takes at its peak.
  public var memory: MemoryEstimate {
    let float = MemoryLayout<Float>.size
    let configuration = classifier.network.bert.configuration
    let length = classifier.limit
    let learning = options.mode == .transfer ? options.layerCount : configuration.layerCount
    let share = Double(learning + 1) / Double(configuration.layerCount + 1)
    // Weights, packed ones, and of what learns gradients and two moments.
    let weights = Double(float * classifier.network.parameterCount) * (2 + 3 * share)
    // What a layer keeps for the gradients, of each token.
    let kept =
      14 * configuration.size + 3 * configuration.hiddenCount
      + 3 * configuration.headCount * length
    return MemoryEstimate(
      fixed: 150 << 20 + Int(weights), perSample: 32 * length,
      perComputedSample: float * length * kept * max(2, learning),
      batchSize: options.batchSize, microBatchSize: options.microBatchSize ?? options.batchSize)
  }
}

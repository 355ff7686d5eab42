import Datasets
import Layers
import Losses
import Tensors
import Training

extension FineTune {
  /// Tries learning rates from small to large on the training pictures, trained as the options say.
  ///
  /// - Returns: The loss at each rate, that of the last layer.
  /// - Throws: What reading the pictures throws.
  public func learningRates() async throws -> RateFinder {
    freeze()
    let loader = DataLoader(
      trainingSet, batchSize: min(options.batchSize, options.microBatchSize ?? options.batchSize),
      shuffle: true, seed: options.seed, report: skipReport)
    return try await RateFinder(
      network, optimizer, batches: BatchSource(loader), seed: options.seed,
      gradientNormLimit: gradientNormLimit
    ) { network, batch in
      crossEntropy(network(batch.images), batch.labels)
    }
  }
}

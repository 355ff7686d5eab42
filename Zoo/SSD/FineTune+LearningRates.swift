import Datasets
import Layers
import Tensors
import Training

extension FineTune {
  /// Tries learning rates from small to large on the training pictures, trained as the options say.
  ///
  /// - Returns: The loss at each rate.
  /// - Throws: What reading the pictures throws.
  public func learningRates() async throws -> RateFinder {
    freeze()
    let loss = MultiBoxLoss(Network.defaultBoxes)
    let loader = DataLoader(
      ObjectDataset(
        data.training, transforms: options.augmentation.transforms, preprocessing: preprocessing),
      batchSize: min(options.batchSize, options.microBatchSize ?? options.batchSize),
      shuffle: true, seed: options.seed, report: skipReport)
    return try await RateFinder(
      network, optimizer,
      batches: BatchSource(batchCount: loader.batchCount) { epoch, first in
        loader.epoch(epoch, from: first).map { MatchedBatch($0, loss) }
      }, seed: options.seed, gradientNormLimit: options.gradientNormLimit,
      gradientValueLimit: options.gradientValueLimit
    ) { network, batch in batch.loss(loss, network) }
  }
}

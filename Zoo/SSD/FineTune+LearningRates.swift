import Datasets
import Layers
import Optimizers
import Tensors
import Training

extension FineTune {
  /// Tries learning rates from small to large on the training pictures, with SGD.
  ///
  /// - Returns: The loss at each rate.
  /// - Throws: What reading the pictures throws.
  public func learningRates() async throws -> RateFinder {
    let loss = MultiBoxLoss(Network.defaultBoxes)
    let loader = DataLoader(
      ObjectDataset(
        data.training, transforms: options.augmentation.transforms, preprocessing: preprocessing),
      batchSize: min(options.batchSize, options.microBatchSize ?? options.batchSize),
      shuffle: true, seed: options.seed, report: skipReport)
    return try await RateFinder(
      network, SGD(network, learningRate: options.learningRate, momentum: options.momentum),
      batches: BatchSource(batchCount: loader.batchCount) { epoch, first in
        loader.epoch(epoch, from: first).map { MatchedBatch($0, loss) }
      }, seed: options.seed
    ) { network, batch in
      loss(network(batch.pictures.images), batch.pictures.objects).total
    }
  }
}

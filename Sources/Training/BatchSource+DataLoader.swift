import Datasets

extension BatchSource {
  /// The batches of a data loader.
  public init<Source: Dataset>(_ loader: DataLoader<Source>)
  where Source.Sample: Batchable, Source.Sample.Batch == Batch {
    self.init(batchCount: loader.batchCount) { epoch, first in
      loader.epoch(epoch, from: first)
    }
  }
}

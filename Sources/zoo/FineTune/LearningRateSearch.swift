import Datasets
import Images
import Layers
import Losses
import Optimizers
import Training
import VGG

/// Draws the loss against the learning rate.
struct LearningRateSearch<Network: VGGNetwork> {
  private let start: StartingPoint<Network>
  private let data: ImageData
  private let run: RunDirectory
  private let json: Bool

  /// What was found.
  private struct Report: Encodable {
    let rates: [Double]
    let losses: [Double]
    let suggestion: Double?
    let picture: String
  }

  init(_ start: StartingPoint<Network>, _ data: ImageData, _ run: RunDirectory, json: Bool) {
    self.start = start
    self.data = data
    self.run = run
    self.json = json
  }

  /// Tries rates and prints the one at which the loss falls fastest.
  func run() async throws {
    let options = start.configuration.options
    let network = start.network
    if options.mode == .transfer {
      network.freeze()
      network.head.unfreeze()
    }
    let loader = DataLoader(
      ImageDataset(data.training, preprocessing: start.preprocessing),
      batchSize: min(options.batchSize, options.microBatchSize ?? options.batchSize),
      shuffle: true, seed: options.seed)
    let finder = try await RateFinder(
      network, SGD(network, learningRate: options.learningRate, momentum: options.momentum),
      batches: BatchSource(loader), seed: options.seed
    ) { network, batch in
      crossEntropy(network(batch.images), batch.labels)
    }
    let picture = run.file("learning-rate.png")
    try run.save(finder.plot.image(), picture)
    if json {
      return try Console.result(
        JSONLine.text(
          of: Report(
            rates: finder.rates, losses: finder.losses, suggestion: finder.suggestion,
            picture: picture)))
    }
    let rate = finder.suggestion.map { "\(Float($0))" } ?? "none: the loss never fell"
    try Console.result("learning rate at which the loss falls fastest: \(rate)")
    try Console.result("picture: \(picture)")
  }
}

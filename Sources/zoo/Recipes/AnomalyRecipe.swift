import AnoGAN
import Checkpoints
import Datasets
import Layers
import Training

/// Training of a detector of anomalies on normal pictures.
protocol AnomalyRecipe: TrainingRecipe where Samples == AnomalySamples {}

extension AnomalyRecipe {
  static var defaultData: String { DatasetRegistry.mnist.name }
  static var defaultMode: FineTuneMode { .scratch }
  static var defaultWidth: Double { 1 }
  static var scoreName: String { "none" }
  static var hasScore: Bool { false }

  /// None: all networks begin with random weights.
  static func startingModel(_ options: Options) -> String { modelName }

  /// The folder: it holds a file for each network.
  static func results(in run: RunDirectory, verb: String) -> (weights: String, next: String) {
    (run.path, "zoo \(verb) \(modelName) --weights \(run.path) picture.png")
  }

  func learningRates(_ skips: SkipCounter) async throws -> RateFinder {
    throw Failure(
      .usage, "--find-learning-rate: networks that learn against each other have no one loss")
  }

  /// Warns where nothing is left to be an anomaly.
  static func checkNormal(_ samples: AnomalySamples) {
    guard samples.showsEveryDigit else { return }
    Console.note(
      "zoo: warning: all ten digits count as normal, so that none is left to be an anomaly — name "
        + "those that are, such as --digits 7,8")
  }

  /// - Throws: `Failure`, where weights to begin with are named.
  static func checkNoWeights(_ configuration: RunConfiguration<Self>) throws(Failure) {
    guard configuration.weights == nil || configuration.weights == "none" else {
      throw Failure(.usage, "--weights: \(modelName) is trained from random weights")
    }
  }

  /// Weights, gradients, two moments and a half for packed forms; a picture's maps, several times
  /// over.
  static func memory(_ networks: some Module, maps: Int, batchSize: Int) -> MemoryEstimate {
    let float = MemoryLayout<Float>.size
    return MemoryEstimate(
      fixed: 150 << 20 + Int(4.5 * Double(float * networks.parameterCount)), perSample: 0,
      perComputedSample: 6 * float * maps, batchSize: batchSize, microBatchSize: batchSize)
  }
}

extension TrainingDisplay {
  /// Tells which threshold was chosen.
  func tell(_ threshold: AnomalyThreshold?) {
    guard let threshold else { return }
    note(
      "threshold \(Figures.fixed(threshold.score, 1)): \(Figures.percent(threshold.quantile)) of "
        + "\(threshold.count) other normal pictures are not above")
  }
}

import AnoGAN
import Checkpoints
import DCGAN
import Datasets
import Tensors
import Training

/// Training of AnoGAN: DCGAN on normal pictures, then the choice of a threshold.
struct AnoGANRecipe: AnomalyRecipe {
  private var recipe: AnoGANFineTune

  static var modelName: String { AnoGANScorer.name }

  static func recipe(_ mode: FineTuneMode) -> AnoGANFineTuneOptions { AnoGANFineTuneOptions() }

  var networkConfiguration: GeneratorConfiguration { recipe.networks.generator.configuration }

  var memory: MemoryEstimate {
    Self.memory(
      recipe.networks, maps: 250_000, batchSize: recipe.options.training.batchSize)
  }

  init(
    _ samples: GreyData, startingWith weights: Checkpoint?, _ configuration: RunConfiguration<Self>
  ) throws {
    try Self.checkNoWeights(configuration)
    let width = configuration.width
    let networks = withSeed(configuration.options.seed) {
      AdversarialNetworks(Generator(width: width), Discriminator(width: width))
    }
    var options = configuration.options
    // The user says how many.
    if configuration.limit != nil { options.picturesPerClass = nil }
    recipe = try AnoGANFineTune(networks, samples.training, name: samples.name, options: options)
  }

  func train(
    in run: RunDirectory, resuming: Bool, _ display: TrainingDisplay, _ skips: SkipCounter
  ) async throws -> TrainingProgress {
    var recipe = recipe
    recipe.directory = run
    recipe.observers = [display]
    recipe.searchProgress = { display.searched($0, of: $1) }
    let (progress, scorer) = try recipe.run(resuming: resuming)
    display.tell(scorer.scoring.threshold)
    return progress
  }
}

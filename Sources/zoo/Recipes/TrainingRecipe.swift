import Checkpoints
import Datasets
import Files
import Training

/// What `zoo finetune` needs of a family of models: data, a network to begin with, the training.
protocol TrainingRecipe {
  /// How it is trained.
  associatedtype Options: RecipeOptions
  /// What distinguishes variants of the network.
  associatedtype NetworkConfiguration: Codable
  /// What it is trained on.
  associatedtype Samples: TrainingSamples

  /// The name by which checkpoints know the network.
  static var modelName: String { get }
  /// The registered data that are used if none are named.
  static var defaultData: String { get }
  /// What is trained if the user does not say.
  static var defaultMode: FineTuneMode { get }
  /// The width of a network from random weights.
  static var defaultWidth: Double { get }
  /// The figure that decides the best checkpoint.
  static var scoreName: String { get }
  /// Whether epochs have a score, by which the best one is chosen.
  static var hasScore: Bool { get }
  /// Whether `--width` scales the network.
  static var hasWidth: Bool { get }

  /// What one of the samples is.
  static var sampleName: String { get }

  /// Whether weights may be a folder.
  static var takesFolders: Bool { get }

  /// Reads weights to begin with.
  ///
  /// - Throws: `CheckpointError`, where they are broken.
  static func checkpoint(at path: String) throws -> Checkpoint

  /// The settings of a mode.
  static func recipe(_ mode: FineTuneMode) -> Options

  /// The weights that a training made, and a command that uses them.
  ///
  /// - Parameters:
  ///   - run: Where it was kept.
  ///   - verb: The verb that predicts.
  /// - Returns: The file and the command.
  static func results(in run: RunDirectory, verb: String) -> (weights: String, next: String)

  /// The network that the training begins with.
  var networkConfiguration: NetworkConfiguration { get }
  /// About how much memory it takes.
  var memory: MemoryEstimate { get }

  /// Creates or loads the network, with an output for each class of the samples.
  ///
  /// - Parameters:
  ///   - samples: What it is trained on.
  ///   - weights: What it begins with; nil for random weights.
  ///   - configuration: The settings.
  /// - Throws: `CheckpointError` or `TrainingError`, where they do not fit together.
  init(
    _ samples: Samples, startingWith weights: Checkpoint?,
    _ configuration: RunConfiguration<Self>) throws

  /// The settings that suit weights better than those of a mode alone.
  ///
  /// - Parameters:
  ///   - mode: What the user wants to train, if they say so.
  ///   - weights: What the training begins with.
  /// - Returns: The settings; nil if those of the mode suit.
  static func options(_ mode: FineTuneMode?, startingWith weights: Checkpoint) -> Options?

  /// The model whose weights a training begins with, if none are named.
  static func startingModel(_ options: Options) -> String

  /// Trains, or goes on where the run stopped.
  ///
  /// - Parameter session: Where the run is kept, and who is told.
  /// - Returns: How far it came.
  /// - Throws: `TrainingInterrupted`, `TrainingError`, or what reading the data throws.
  func train(_ session: TrainingSession) async throws -> TrainingProgress

  /// Tries learning rates from small to large.
  func learningRates(_ skips: SkipCounter) async throws -> RateFinder
}

extension TrainingRecipe where Options: SupervisedOptions {
  /// Those that the settings say themselves.
  static func recipe(_ mode: FineTuneMode) -> Options { Options(mode) }
}

extension TrainingRecipe {
  /// They have.
  static var hasScore: Bool { true }

  /// A picture.
  static var sampleName: String { "picture" }

  /// A quarter.
  static var defaultWidth: Double { 0.25 }

  /// The best ones, for a picture.
  static func results(in run: RunDirectory, verb: String) -> (weights: String, next: String) {
    (run.resultPath, "zoo \(verb) \(modelName) --weights \(run.resultPath) picture.jpg")
  }

  /// It does.
  static var hasWidth: Bool { true }

  /// A file.
  static var takesFolders: Bool { false }

  /// A file.
  static func checkpoint(at path: String) throws -> Checkpoint { try Checkpoint.load(path) }

  /// Those of the mode.
  static func options(_ mode: FineTuneMode?, startingWith weights: Checkpoint) -> Options? { nil }
}

/// Data of two parts with classes.
protocol TrainingSamples {
  /// What results call the data.
  var name: String { get }
  /// The classes.
  var classNames: [String] { get }
  /// A hash that changes when the data do.
  var fingerprint: String { get }
  /// What to tell the user before any result.
  var notices: [String] { get }
  /// How often each class occurs in the two parts.
  var classCounts: (training: [Int], validation: [Int]) { get }
  /// The number of samples of the two parts.
  var partCounts: (training: Int, validation: Int) { get }
  /// Files that were left out when the data were found.
  var strays: [SkippedSample] { get }

  /// Finds the data of a name or a folder, at most `limit` of each part.
  static func resolve(
    _ name: String, _ options: DataOptions, _ registry: DatasetOptions,
    progress: @escaping @Sendable (Download.Progress) -> Void
  ) async throws -> Self
}

extension TrainingSamples {
  /// Those of all classes.
  var partCounts: (training: Int, validation: Int) {
    (classCounts.training.reduce(0, +), classCounts.validation.reduce(0, +))
  }

  /// How many samples are for what: `80 to train, 20 to validate`.
  var partText: String {
    let (training, validation) = partCounts
    return "\(Figures.grouped(training)) to train"
      + (validation > 0 ? ", \(Figures.grouped(validation)) to validate" : "")
  }
}

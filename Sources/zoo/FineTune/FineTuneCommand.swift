import ArgumentParser
import Datasets
import Training
import VGG

/// `zoo finetune`: trains or fine-tunes a model.
struct FineTuneCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "finetune",
    abstract: "Fine-tunes a model on pictures in a folder per class.",
    discussion: """
      The run is kept in runs/MODEL-DATE-TIME: settings, log, curves, confusion matrix, \
      best.safetensors and last.safetensors. Ctrl-C saves and ends with 130; --resume goes on bit \
      for bit. From narrow weights, such as the small ones that ship, everything is trained unless \
      --mode says otherwise: \(RecipeText.narrow). Examples:
        zoo finetune vgg16 --sample
        zoo finetune vgg16 --data ants_bees --mode finetune --epochs 2
        zoo finetune vgg16 --data photos/ --learning-rate 0.002
        zoo finetune vgg16 --resume runs/vgg16-20260101-120000
      """)

  @OptionGroup var model: ModelArgument
  @OptionGroup var data: DataOptions
  @OptionGroup var weights: WeightsOptions
  @OptionGroup(title: "Training") var training: TrainingOptions

  @Option(
    help: ArgumentHelp(
      "The folder of the run (default: runs/MODEL-DATE-TIME).", valueName: "folder"),
    completion: .directory)
  var output: String?

  @Option(
    help: ArgumentHelp("Go on with an interrupted run.", valueName: "run"), completion: .directory)
  var resume: String?

  @Flag(help: "Go on although settings or data have changed.")
  var resumeAnyway = false

  @Option(
    help: ArgumentHelp(
      "Settings of an earlier run; flags override them.", valueName: "config.json"),
    completion: .file(extensions: ["json"]))
  var config: String?

  @Flag(help: "Print the settings as JSON and do nothing.")
  var printConfig = false

  @Flag(help: "Draw the loss against the learning rate instead of training.")
  var findLearningRate = false

  @Option(help: ArgumentHelp("End with 1 if the best accuracy is lower.", valueName: "0…1"))
  var minAccuracy: Double?

  @OptionGroup var engine: EngineOptions

  func validate() throws {
    try Threshold.check(minAccuracy)
    if resume != nil, output != nil || config != nil || findLearningRate {
      throw Failure(
        .usage, "--resume goes with neither --output, --config nor --find-learning-rate")
    }
    if resumeAnyway, resume == nil { throw Failure(.usage, "--resume-anyway needs --resume") }
  }

  func run() async throws {
    engine.apply()
    let configuration = try FineTuneSettings(self).configuration()
    if printConfig {
      return try Console.result(JSONLine.text(of: configuration, pretty: true, snakeCase: false))
    }
    StopSignal.catchSignals()
    try await train(model.model.network, configuration)
  }

  private func train<Network: VGGNetwork>(
    _ type: Network.Type, _ configuration: RunConfiguration
  ) async throws {
    var configuration = configuration
    let data = try await self.dataOptions(configuration).resolved(
      configuration.data, offline: weights.offline, seed: configuration.options.seed,
      quiet: engine.quiet)
    let directory = try resume.map { try RunDirectory.open($0) }
    let start = try await StartingPoint<Network>(
      for: data, configuration, directory, command: self)
    configuration = start.configuration
    var recipe = try FineTune(
      start.network, data, preprocessing: start.preprocessing, options: configuration.options)
    try recipe.memory.check(available: AvailableMemory.current)
    let run = try directory ?? RunDirectory.create(model: type.name, at: output)
    if let directory {
      try checkUnchanged(directory, configuration)
    } else {
      try run.write(configuration: configuration)
    }
    engine.note("\(type.name), weights \(start.weightsName), data \(data.name), run \(run.path)")
    if findLearningRate {
      return try await LearningRateSearch(start, data, run, json: engine.json).run()
    }
    let display = TrainingDisplay(isQuiet: engine.quiet)
    let skips = SkipCounter(leftOut: data.training.strays + data.validation.strays)
    recipe.directory = run
    recipe.observers = [display]
    recipe.skipReport = skips.report
    recipe.featureProgress = { display.computedFeatures($0, of: $1) }
    let progress: TrainingProgress
    do {
      progress = try await recipe.run(resuming: directory != nil).progress
    } catch let interrupted as TrainingInterrupted where interrupted.run == nil {
      throw TrainingInterrupted(
        run: run.path, step: interrupted.step, signal: interrupted.signal)
    }
    let report = TrainingReport(
      model: type.name, weights: start.weightsName, data: data.name, skipped: skips.count, progress,
      run)
    try report.show(json: engine.json)
    try Threshold.enforce(minAccuracy, report.accuracy ?? 0)
  }

  /// The data options with what the configuration says.
  private func dataOptions(_ configuration: RunConfiguration) -> DataOptions {
    var options = data
    options.dataRoot = configuration.dataRoot
    options.sample = configuration.sample
    options.limit = configuration.limit
    return options
  }

  /// A run goes on with the same settings and data, but for the number of epochs.
  private func checkUnchanged(
    _ directory: RunDirectory, _ configuration: RunConfiguration
  ) throws {
    let changes = try directory.differences(to: configuration).filter {
      !$0.hasPrefix("options.epochCount ") && !$0.hasPrefix("version ")
        && !$0.hasPrefix("initialWeights ")
    }
    guard !changes.isEmpty else { return }
    let list = changes.joined(separator: "; ")
    guard resumeAnyway else {
      throw Failure(.usage, "\(directory.path) was begun otherwise: \(list) — or --resume-anyway")
    }
    Console.note("zoo: going on with changes: \(list)")
  }
}

import ArgumentParser
import Datasets
import Files
import Training

/// `zoo finetune`: trains or fine-tunes a model.
struct FineTuneCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "finetune",
    abstract:
      "Fine-tunes a model on your own pictures or texts: a folder per class, boxes, a table.",
    discussion: """
      The run is kept in runs/MODEL-DATE-TIME: settings, log, curves, the task's pictures, \
      best.safetensors and last.safetensors. Ctrl-C saves and ends with 130; --resume goes on bit \
      for bit. Examples:
        zoo finetune vgg16 --sample
        zoo finetune vgg16 --data ants_bees --mode finetune --epochs 2
        zoo finetune vgg16 --data photos/ --learning-rate 0.002
        zoo finetune ssd --data VOCdevkit/VOC2012 --epochs 20
        zoo finetune mnist --data mnist --form connected
        zoo finetune dcgan --data mnist --digits 7,8
        zoo finetune efficientgan --data mnist --digits 7,8
        zoo finetune transformer --data imdb
        zoo finetune bert --weights models/minilm --data reviews.csv --mode finetune
        zoo finetune vgg16 --resume runs/vgg16-20260101-120000
      """)

  @OptionGroup var model: ModelArgument<EveryModel>
  @OptionGroup var data: DataOptions
  @OptionGroup var weights: WeightsOptions<StartingWeights>
  @OptionGroup(title: "Training") var training: TrainingOptions
  @OptionGroup(title: "Training of detectors") var detection: DetectionTrainingOptions
  @OptionGroup(title: "Training of classifiers of digits") var digits: DigitTrainingOptions
  @OptionGroup(title: "Training of detectors of anomalies") var anomalies: AnomalyTrainingOptions
  @OptionGroup(title: "Training of classifiers of texts") var texts: TextTrainingOptions

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

  @Flag(help: "Print the settings as JSON and train nothing.")
  var printConfig = false

  @Flag(help: "Draw the loss against the learning rate instead of training.")
  var findLearningRate = false

  @OptionGroup var threshold: Threshold
  @OptionGroup var engine: EngineOptions

  func validate() throws {
    try threshold.check(for: model.model.task)
    if resume != nil, output != nil || config != nil || findLearningRate {
      throw Failure(
        .usage, "--resume goes with neither --output, --config nor --find-learning-rate")
    }
    if resumeAnyway, resume == nil { throw Failure(.usage, "--resume-anyway needs --resume") }
    try checkOptions(model.model.recipe)
  }

  /// Finds settings that cannot be before any work.
  private func checkOptions<Recipe: TrainingRecipe>(_ recipe: Recipe.Type) throws {
    if training.width != nil, !Recipe.hasWidth {
      throw Failure(.usage, "--width: \(Recipe.modelName) has one width")
    }
    if findLearningRate, !(Recipe.Options.self is any SupervisedOptions.Type) {
      throw Failure(
        .usage,
        "--find-learning-rate: networks that learn against each other have no one loss")
    }
    var options = Recipe.recipe(training.mode ?? Recipe.defaultMode)
    try apply(to: &options)
    if let problem = options.problem { throw Failure(.usage, problem) }
  }

  /// Puts the flags in the place of the recipe's settings.
  ///
  /// - Throws: `Failure`, where a flag is for another task.
  func apply(to options: inout some RecipeOptions) throws(Failure) {
    try options.apply(training)
    try options.apply(detection)
    try options.apply(digits)
    try options.apply(anomalies)
    try options.apply(texts)
    if let seed = engine.seed { options.seed = seed }
  }

  func run() async throws {
    engine.apply()
    try await run(model.model.recipe)
  }

  private func run<Recipe: TrainingRecipe>(_ recipe: Recipe.Type) async throws {
    let configuration: RunConfiguration<Recipe> = try FineTuneSettings(self).configuration()
    let notice = Console.line("zoo: finishing this step and saving; Ctrl-C again to stop at once")
    StopSignal.catchSignals(telling: engine.quiet ? nil : notice)
    try await train(configuration)
  }

  private func train<Recipe: TrainingRecipe>(
    _ configuration: RunConfiguration<Recipe>
  ) async throws {
    let samples = try await samples(configuration)
    ClassNotes.untrained(samples).map(Console.note)
    let directory = try resume.map { try RunDirectory.open($0) }
    let start = try await StartingPoint(
      for: samples, configuration, isResumed: directory != nil, command: self)
    if printConfig {
      return try Console.output(
        JSONLine.text(of: start.configuration, pretty: true, snakeCase: false))
    }
    try start.recipe.memory.check(available: AvailableMemory.current)
    let run = try directory ?? RunDirectory.create(model: Recipe.modelName, at: output)
    if let directory {
      try checkSaved(directory)
      try checkUnchanged(directory, start.configuration)
    }
    if directory == nil { try run.write(configuration: start.configuration) }
    engine.note(
      "\(Recipe.modelName), weights \(start.weightsName), data \(samples.name): "
        + "\(samples.partText), run \(run.path)")
    let skips = SkipCounter(leftOut: samples.strays)
    if findLearningRate {
      return try await LearningRateSearch(
        recipe: start.recipe, run: run, skips: skips, json: engine.json
      ).find()
    }
    let display = TrainingDisplay(isQuiet: engine.quiet)
    // A run that goes on otherwise than it was begun does so the next time, too, but only once it has
    // gone on.
    var writing: (any Error)?
    if directory != nil {
      display.whenBegun = {
        do {
          try run.write(configuration: start.configuration)
        } catch {
          writing = error
        }
      }
    }
    let progress: TrainingProgress
    do {
      progress = try await start.recipe.train(
        TrainingSession(run: run, isResumed: directory != nil, display: display, skips: skips))
      if let writing { throw writing }
    } catch let interrupted as TrainingInterrupted where interrupted.run == nil {
      throw TrainingInterrupted(
        run: run.path, step: interrupted.step, signal: interrupted.signal)
    }
    let results = Recipe.results(in: run, verb: try model.model.task.verb)
    let best = progress.history.last { $0.epoch == progress.bestEpoch }?.validation
    let report = TrainingReport(
      model: Recipe.modelName, weights: start.weightsName, data: samples.name, run: run.path,
      epochs: progress.epoch, steps: progress.step, skipped: skips.count,
      metric: progress.scoreName ?? Recipe.scoreName, score: progress.bestScore,
      bestEpoch: progress.bestEpoch,
      figures: (Recipe.hasScore
        ? best ?? progress.history.last?.validation : progress.history.last?.training) ?? [:],
      best: results.weights, pictures: run.picturePaths, next: results.next)
    try report.show(json: engine.json, item: Recipe.sampleName)
    try threshold.enforce(report.score ?? 0, Recipe.scoreName)
  }

  /// The data that the configuration names, a run's own where one goes on.
  private func samples<Recipe: TrainingRecipe>(
    _ configuration: RunConfiguration<Recipe>
  ) async throws -> Recipe.Samples {
    do {
      return try await dataOptions(configuration).resolved(
        configuration.data, offline: weights.offline, seed: configuration.options.seed,
        pictureSide: model.model.input.pictureSide ?? 28, quiet: engine.quiet)
    } catch DatasetError.notFound(let reason) {
      guard let resume, data.data == nil else { throw DatasetError.notFound(reason) }
      throw DatasetError.notFound(
        "\(reason) — \(resume) was begun with this path; if the data are elsewhere from here, give --data"
      )
    }
  }

  /// The data options with what the configuration says.
  private func dataOptions<Recipe: TrainingRecipe>(
    _ configuration: RunConfiguration<Recipe>
  ) -> DataOptions {
    var options = data
    options.dataRoot = configuration.dataRoot
    options.sample = configuration.sample
    options.limit = configuration.limit
    options.badBoxes = configuration.badBoxes
    options.imageSets = configuration.imageSets
    options.skipBroken = configuration.skipBroken ?? false
    options.digits = configuration.digits
    options.columns.textColumn = configuration.textColumn
    options.columns.labelColumn = configuration.labelColumn
    return options
  }

  /// A run without a saved state begins anew, but not over weights.
  private func checkSaved(_ directory: RunDirectory) throws {
    guard !directory.hasLast else { return }
    // A state is saved before the weights that belong to it.
    if !resumeAnyway, isRegularFile(directory.lastPath) {
      throw Failure(
        .badData,
        "\(directory.path) has no last.state to go on from, and would begin anew over "
          + "\(directory.lastPath) — copy that elsewhere, or --resume-anyway")
    }
    Console.note("zoo: \(directory.path) has no last.state yet: it begins anew")
  }

  /// A run goes on with the same settings and data, but for the number of epochs and the way to the data.
  ///
  /// Of these a note tells: learning rates that fall to the end follow from the former; the data's
  /// fingerprint is of names, sizes and labels, not of pixels.
  private func checkUnchanged<Recipe: TrainingRecipe>(
    _ directory: RunDirectory, _ configuration: RunConfiguration<Recipe>
  ) throws {
    let differences = try directory.differences(to: configuration)
    let ignored = ["version ", "initialWeights "]
    let changes = differences.filter { change in !ignored.contains(where: change.hasPrefix) }
    guard !changes.isEmpty else { return }
    var allowed = ["options.epochCount ", "options.training.epochCount "]
    if !changes.contains(where: { $0.hasPrefix("dataFingerprint ") }) {
      allowed += ["data ", "dataName ", "dataRoot "]
    }
    let refused = changes.filter { change in !allowed.contains(where: change.hasPrefix) }
    guard resumeAnyway || refused.isEmpty else {
      let list = refused.joined(separator: "; ")
      throw Failure(.usage, "\(directory.path) was begun otherwise: \(list) — or --resume-anyway")
    }
    let note = "zoo: going on with changes: \(changes.joined(separator: "; "))"
    if refused.isEmpty { engine.note(note) } else { Console.note(note) }
  }
}

import Kernels
import Layers
import Optimizers
import Tensors

/// Trains a model: the loop over epochs and batches, with checkpoints and observers.
///
/// ```swift
/// let trainer = Trainer(model, SGD(model, learningRate: 1e-3), batches: batches) { model, batch, _ in
///   crossEntropy(model(batch.images), batch.labels)
/// }
/// try await trainer.run()
/// ```
///
/// A run that was interrupted goes on bit for bit: the numbers of a step follow from its seed, its
/// position and the saved state alone.
public final class Trainer<Model: Module, Batch: TrainingBatch> {
  /// Computes the mean loss of a batch, a scalar, and may count right answers in the tally.
  public typealias Loss = (Model, Batch, inout TrainingTally) throws -> Tensor
  /// Computes the figures of the model on other data, or throws `EvaluationStopped`.
  public typealias Evaluate = (Model) async throws -> Evaluation

  /// What is trained.
  public let model: Model
  /// What changes its parameters.
  public private(set) var optimizer: any Optimizer
  /// How far the training has come.
  public private(set) var progress: TrainingProgress
  /// The last evaluation.
  public private(set) var evaluation: Evaluation?

  private let schedule: any LearningRateSchedule
  let settings: TrainingSettings
  private let batches: BatchSource<Batch>
  let loss: Loss
  private let evaluate: Evaluate?
  private let observers: [any TrainingObserver]
  private let directory: RunDirectory?
  private let stopSignal: () -> Int32?
  private var lastSave = ContinuousClock.now

  /// Prepares a training.
  ///
  /// - Parameters:
  ///   - model: What is trained; frozen parameters stay as they are.
  ///   - optimizer: What changes its parameters.
  ///   - schedule: How the learning rate changes from step to step.
  ///   - settings: The number of epochs and the like.
  ///   - batches: The data.
  ///   - directory: Where the run is kept; nothing is saved without.
  ///   - observers: Who is told about each step.
  ///   - stopSignal: Asked after each step whether to save and stop, and because of which signal.
  ///   - evaluate: Computes figures after each epoch; the best score decides the best checkpoint.
  ///   - loss: Computes the mean loss of a batch.
  public init(
    _ model: Model, _ optimizer: any Optimizer,
    schedule: any LearningRateSchedule = Lambda.constant, settings: TrainingSettings,
    batches: BatchSource<Batch>, directory: RunDirectory? = nil,
    observers: [any TrainingObserver] = [],
    stopSignal: @escaping () -> Int32? = { StopSignal.current },
    evaluate: Evaluate? = nil, loss: @escaping Loss
  ) {
    self.model = model
    self.optimizer = optimizer
    self.schedule = schedule
    self.settings = settings
    self.batches = batches
    self.directory = directory
    self.observers = observers
    self.stopSignal = stopSignal
    self.evaluate = evaluate
    self.loss = loss
    progress = TrainingProgress(seed: settings.seed)
  }

  /// Goes on where the run of the directory stopped; begins anew if it has no checkpoint yet.
  ///
  /// - Throws: `TrainingError`, where the checkpoint is not one of this model and optimizer, or has
  ///   come further than the training is to go.
  public func resume() throws(TrainingError) {
    guard let directory else { return }
    if let last = try directory.last() {
      try last.progress.check(epochCount: settings.epochCount, of: directory)
      try last.restore(model)
      optimizer.state = last.optimizer
      progress = last.progress
      // A run that came to its end goes on where it is given more epochs.
      if progress.isFinished, progress.epoch < settings.epochCount {
        progress.isFinished = isOutOfPatience
      }
      if let epoch = progress.bestEpoch, try !directory.hasBest() {
        (progress.bestEpoch, progress.bestScore) = (nil, nil)
        for observer in observers {
          observer.warned(
            "\(directory.bestPath), the weights of epoch \(epoch), is gone: the best is sought anew"
          )
        }
      }
      if progress.step > 0 { optimizer.rateFactor = schedule.factor(at: progress.step - 1) }
      try directory.keepLast(progress, count: settings.keptCount)
    }
    try directory.rewindLog(to: &progress)
  }

  /// Trains until the last epoch, or until the score does not get better for `patience` epochs.
  ///
  /// - Returns: How far the training came.
  /// - Throws: `TrainingInterrupted` after a stop signal, `TrainingError`, or what reading the data
  ///   throws.
  @discardableResult
  public func run() async throws -> TrainingProgress {
    try begin()
    if settings.evaluatesFirst, progress.step == 0, progress.history.isEmpty {
      try await endEpoch(0)
    }
    while !progress.isFinished, progress.epoch < settings.epochCount {
      // Of a run that goes on with fewer batches the epoch may be over.
      if progress.stepInEpoch < batches.batchCount {
        for try await batch in batches.epoch(progress.epoch, from: progress.stepInEpoch) {
          try step(batch)
          if let signal = stopSignal() { throw try interrupted(signal) }
        }
      }
      try await endEpoch(progress.epoch + 1)
    }
    if !progress.isFinished {
      progress.isFinished = true
      try save()
    }
    return progress
  }

  private func begin() throws {
    guard batches.batchCount > 0 else {
      throw TrainingError.data("there is no batch to train on: give more samples")
    }
    try directory?.checkNames(keeping: settings.keptCount)
    let plan = TrainingPlan(
      of: model, epochCount: settings.epochCount, stepsPerEpoch: batches.batchCount,
      progress: progress)
    for observer in observers { observer.began(plan) }
    lastSave = .now
  }

  /// Computes the gradients of a batch, part by part, and changes the parameters.
  private func step(_ batch: Batch) throws {
    let start = ContinuousClock.now
    var tally = TrainingTally()
    var random = Random(seed: progress.seed, progress.epoch, progress.stepInEpoch)
    var (loss, gradients) = try withSeed(random.next()) {
      try lossAndGradients(of: batch, &tally)
    }
    optimizer.rateFactor = schedule.factor(at: progress.step)
    guard loss.isFinite else {
      throw diverged("the loss is \(loss)", at: progress.nextStep, gradients)
    }
    let norm = gradients.clip(
      toValue: settings.gradientValueLimit, norm: settings.gradientNormLimit)
    guard norm.isFinite else {
      throw diverged("the gradient's norm is \(norm)", at: progress.nextStep, gradients)
    }
    optimizer.step(gradients)
    tally.add(loss: loss, count: batch.count)
    progress.tally.add(tally)
    let report = progress.stepped(
      loss: loss, sampleCount: batch.count, learningRate: learningRate, since: start)
    try directory?.log(report) {
      progress.unlogged = report
      try save()
    }
    for observer in observers { observer.stepped(report) }
  }

  /// Evaluates, keeps the best and the last state, and tells the observers.
  private func endEpoch(_ epoch: Int) async throws {
    let before = progress
    var current: Evaluation?
    do {
      if isEvaluated(epoch) { current = try await evaluate?(model) }
    } catch is EvaluationStopped {
      throw try interrupted(stopSignal() ?? 2)
    }
    if let current { evaluation = current }
    let record = EpochRecord(
      epoch: epoch, step: progress.step, training: progress.tally.means,
      validation: current.map { $0.metrics.merging(["loss": $0.loss]) { first, _ in first } }
        ?? [:], learningRate: learningRate)
    progress.history.append(record)
    if epoch > 0 {
      progress.epoch = epoch
      progress.stepInEpoch = 0
      progress.tally = TrainingTally()
      if epoch == settings.epochCount { progress.isFinished = true }
    }
    try note(record, current, undoing: before)
    let isDue = .now - lastSave >= .seconds(settings.secondsBetweenCheckpoints)
    if epoch > 0, isDue || progress.isFinished { try save() }
    for observer in observers { observer.epochEnded(record) }
    if let signal = stopSignal() { throw try interrupted(signal) }
  }

  /// Keeps the best, logs and draws before the state is saved, so that whoever goes on after a kill does
  /// all of it again.
  ///
  /// Where the disk has no room, the steps of the epoch are saved, and its end is repeated by whoever goes
  /// on; what cannot be drawn anyway costs no epoch.
  private func note(
    _ record: EpochRecord, _ evaluation: Evaluation?, undoing before: TrainingProgress
  ) throws {
    do {
      if record.epoch > 0, evaluate == nil || evaluation != nil { try keepBest(evaluation) }
      try directory?.log(record)
      try directory?.draw(progress.history, evaluation)
    } catch {
      if TrainingError.isOfDisk(error) { progress = before }
      try save()
      throw error
    }
  }

  private func isEvaluated(_ epoch: Int) -> Bool {
    epoch % max(1, settings.evaluationInterval) == 0 || epoch == settings.epochCount
  }

  /// Saves the model if its score is the best so far, and ends the training if patience is over.
  private func keepBest(_ evaluation: Evaluation?) throws {
    progress.scoreName = evaluation?.scoreName
    let score = evaluation?.score ?? -(progress.history.last?.training["loss"] ?? .infinity)
    if score.isFinite, score > progress.bestScore ?? -.infinity {
      try checkFinite()
      let path = try directory?.saveBest(model)
      progress.bestScore = score
      progress.bestEpoch = progress.epoch
      if let path { for observer in observers { observer.saved(path) } }
    } else if isOutOfPatience {
      progress.isFinished = true
    }
  }

  private var isOutOfPatience: Bool {
    settings.patience.map { progress.epoch - (progress.bestEpoch ?? 0) >= $0 } ?? false
  }

  /// Saves the state, from which the training goes on bit for bit.
  private func save() throws {
    guard let directory else { return }
    try checkFinite()
    let path = try directory.saveLast(
      model, optimizer.state, progress, keeping: settings.keptCount)
    for observer in observers { observer.saved(path) }
    lastSave = .now
  }

  private func interrupted(_ signal: Int32) throws -> TrainingInterrupted {
    try save()
    return TrainingInterrupted(run: directory?.path, step: progress.step, signal: signal)
  }

  private func checkFinite() throws {
    if let path = firstNonFinite {
      throw diverged("'\(path)' is no number any more", at: progress.lastStep)
    }
  }

  /// The path of the first parameter with an element that is no number.
  private var firstNonFinite: String? {
    model.state.first { !$0.entry.value.isFinite }?.path
  }

  private func diverged(
    _ what: String, at step: String, _ gradients: Gradients? = nil
  ) -> TrainingError {
    let gradient = model.parameters.first { gradients?[$0.parameter]?.isFinite == false }
    let tensor =
      (firstNonFinite.map { "tensor with NaN or infinity is '\($0)'" }
      ?? gradient.map { "gradient with NaN or infinity is that of '\($0.path)'" })
      .map { "; the first " + $0 } ?? ""
    return .diverged(
      """
      \(what) at \(step), learning rate \(learningRate)\(tensor)\(directory?.lastGoodState ?? "") \
      — use a smaller --learning-rate, or check the data
      """)
  }

  private var learningRate: Double {
    (optimizer.groups.map(\.learningRate).max() ?? 0) * optimizer.rateFactor
  }
}

import Checkpoints
import Images
import Layers
import Optimizers
import Tensors

/// The bookkeeping of an adversarial training: position, records, checkpoints, pictures of samples.
///
/// The loop, with a step of each network, is written out by each model:
///
/// ```swift
/// try run.begin(resuming: resuming)
/// while let position = run.position {
///   let x = batch(position)
///   let losses = withSeed(position.seed) {
///     let (dLoss, gradients) = discriminator.valueAndGradients { … }
///     run.step("discriminator", gradients)
///     …
///     return ["discriminator": dLoss.item(), "generator": gLoss.item()]
///   }
///   try run.stepped(losses, sampleCount: x.shape[0])
/// }
/// run.finish()
/// ```
///
/// A run that was interrupted goes on bit for bit: the numbers of a step follow from its seed, its
/// position and the saved state alone.
public final class AdversarialRun<Networks: Module> {
  /// What is trained: a module whose children are the networks.
  public let networks: Networks
  /// How far the training has come.
  public private(set) var progress: TrainingProgress
  /// Where the run is kept; nothing is saved without.
  public let directory: RunDirectory?

  private var optimizers: [String: any Optimizer]
  private var average: MovingAverage?
  private let settings: TrainingSettings
  private let batchCount: Int
  private let observers: [any TrainingObserver]
  private let stopSignal: () -> Int32?
  private let samples: () -> Image?
  private let metadata: (_ network: String) throws -> CheckpointMetadata
  private var (lastSave, stepStart) = (ContinuousClock.now, ContinuousClock.now)

  /// Prepares a run.
  ///
  /// - Parameters:
  ///   - networks: What is trained: a module whose children are the networks.
  ///   - optimizers: What changes the parameters of each network, by the name of the child.
  ///   - settings: The number of epochs and the like; what is about validation does not count.
  ///   - averageDecay: How much of the generator's average remains after a step: the average is what
  ///     is saved as the generator and what samples are of. The newest weights are without.
  ///   - batchCount: The steps of an epoch.
  ///   - directory: Where the run is kept; nothing is saved without.
  ///   - observers: Who is told about each step.
  ///   - stopSignal: Asked after each step whether to save and stop, and because of which signal.
  ///   - samples: What the networks make of always the same latent vectors, asked for after each epoch.
  ///   - metadata: The notes of the file of each network.
  public init(
    _ networks: Networks, optimizers: [String: any Optimizer], settings: TrainingSettings,
    averageDecay: Double? = nil, batchCount: Int, directory: RunDirectory? = nil,
    observers: [any TrainingObserver] = [],
    stopSignal: @escaping () -> Int32? = { StopSignal.current },
    samples: @escaping () -> Image? = { nil },
    metadata: @escaping (_ network: String) throws -> CheckpointMetadata = { _ in
      CheckpointMetadata()
    }
  ) {
    self.networks = networks
    self.optimizers = optimizers
    self.settings = settings
    average = averageDecay.map(MovingAverage.init)
    self.batchCount = batchCount
    self.directory = directory
    self.observers = observers
    self.stopSignal = stopSignal
    self.samples = samples
    self.metadata = metadata
    progress = TrainingProgress(seed: settings.seed)
  }

  /// Begins, or goes on where the run of the directory stopped.
  ///
  /// Where an epoch has fewer batches than before, and as many steps are made already, it is ended.
  ///
  /// - Parameter resuming: Whether to go on from the last state, if there is one.
  /// - Throws: `TrainingError`, where there is nothing to train on, or the checkpoint is not one of
  ///   these networks and optimizers or has come further than the training is to go; where an epoch
  ///   is ended, what that throws.
  public func begin(resuming: Bool) throws {
    guard batchCount > 0 else {
      throw TrainingError.data("there is no batch to train on: give more samples")
    }
    try directory?.checkNames(of: networks, keeping: settings.keptCount)
    if resuming, let directory {
      if let last = try directory.last() {
        try last.progress.check(epochCount: settings.epochCount, of: directory)
        try last.restore(networks)
        for name in optimizers.keys { optimizers[name]?.state = last.optimizer.part("\(name).") }
        average?.state = last.optimizer.part("average.")
        progress = last.progress
        if progress.epoch < settings.epochCount { progress.isFinished = false }
        if isKept { try keepNetworks() }
      }
      try directory.rewindLog(to: &progress)
    }
    let plan = TrainingPlan(
      of: networks, epochCount: settings.epochCount, stepsPerEpoch: batchCount, progress: progress)
    for observer in observers { observer.began(plan) }
    lastSave = .now
    stepStart = .now
    if position != nil, isEpochComplete { try endEpoch() }
  }

  /// The next step; nil when the training has come to its end.
  public var position: AdversarialPosition? {
    guard !progress.isFinished, progress.epoch < settings.epochCount else { return nil }
    var random = Random(seed: progress.seed, progress.epoch, progress.stepInEpoch)
    return AdversarialPosition(
      epoch: progress.epoch, batch: progress.stepInEpoch, seed: random.next())
  }

  /// Whether all batches of the epoch are done.
  private var isEpochComplete: Bool { progress.stepInEpoch >= batchCount }

  /// Changes the parameters of a network.
  ///
  /// - Parameters:
  ///   - network: The name of the child.
  ///   - gradients: The gradients of its loss.
  public func step(_ network: String, _ gradients: Gradients) {
    optimizers[network]?.step(gradients)
  }

  /// Records a step of all networks, and after the last one of an epoch its end; saves from time to time
  /// and at the end.
  ///
  /// - Parameters:
  ///   - losses: The mean loss of each network, by name.
  ///   - sampleCount: The number of real samples.
  /// - Throws: `TrainingError`, where a loss or a parameter is no number or a file cannot be written, and
  ///   `TrainingInterrupted` after a stop signal.
  public func stepped(_ losses: [String: Double], sampleCount: Int) throws {
    if let wrong = losses.sorted(by: { $0.key < $1.key }).first(where: { !$0.value.isFinite }) {
      throw diverged("the loss of the \(wrong.key) is \(wrong.value)", at: progress.nextStep)
    }
    if let generator { average?.update(generator) }
    let sum = losses.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value }
    progress.tally.add(loss: sum, count: sampleCount)
    for (name, loss) in losses { progress.tally.add(name, loss * Double(sampleCount)) }
    let report = progress.stepped(
      loss: sum, sampleCount: sampleCount, learningRate: learningRate, since: stepStart)
    try directory?.log(report) {
      progress.unlogged = report
      try save()
    }
    for observer in observers { observer.stepped(report) }
    if isEpochComplete { return try endEpoch() }
    stepStart = .now
    if let signal = stopSignal() { throw try interrupted(signal) }
  }

  private func endEpoch() throws {
    let before = progress
    progress.epoch += 1
    progress.stepInEpoch = 0
    let record = EpochRecord(
      epoch: progress.epoch, step: progress.step,
      training: progress.tally.means.filter { $0.key != "loss" }, validation: [:],
      learningRate: learningRate)
    progress.history.append(record)
    progress.tally = TrainingTally()
    try checkFinite()
    if progress.epoch >= settings.epochCount { progress.isFinished = true }
    let isDue = .now - lastSave >= .seconds(settings.secondsBetweenCheckpoints)
    try note(record, undoing: before)
    if progress.isFinished || isDue || isKept { try save() }
    for observer in observers { observer.epochEnded(record) }
    stepStart = .now
    if let signal = stopSignal() { throw try interrupted(signal) }
  }

  /// Leaves the generator with its average, where there is one: the training is over.
  public func finish() {
    if let generator { average?.replace(generator) }
  }

  /// The network whose average is kept.
  private var generator: (any Module)? {
    for case .module("generator", let network) in networks.children { return network }
    return nil
  }

  /// Calls `body` while the generator is the average.
  private func withAverage<Result>(_ body: () throws -> Result) rethrows -> Result {
    let newest = generator.flatMap { average?.replace($0) } ?? []
    defer { for (entry, value) in newest { entry.assign(value) } }
    return try body()
  }

  /// Logs and draws before the state is saved, so that whoever goes on after a kill does both again.
  ///
  /// Where the disk has no room, the steps of the epoch are saved, and its end is repeated by whoever goes
  /// on; what cannot be drawn anyway costs no epoch.
  private func note(_ record: EpochRecord, undoing before: TrainingProgress) throws {
    guard let directory else { return }
    do {
      try directory.log(record)
      try directory.draw(progress.history, nil)
      if let samples = withAverage(samples) {
        try directory.save(samples: samples, epoch: progress.epoch)
      }
    } catch {
      if TrainingError.isOfDisk(error) { progress = before }
      try save()
      throw error
    }
  }

  /// Saves all that the training needs to go on, and before it a file for each network.
  private func save() throws {
    guard let directory else { return }
    try checkFinite()
    var state = OptimizerState()
    for (name, optimizer) in optimizers { state.add(optimizer.state, prefix: "\(name).") }
    if let average { state.add(average.state, prefix: "average.") }
    try saveNetworks()
    let path = try directory.saveLast(networks, state, progress)
    lastSave = .now
    // After the state: where this fails, whoever goes on does it again.
    if isKept { try directory.keepNetworks(of: networks, epoch: progress.epoch) }
    for observer in observers { observer.saved(path) }
  }

  /// Saves a file for each network.
  private func saveNetworks() throws {
    try withAverage { try directory?.saveNetworks(of: networks, metadata) }
  }

  /// Saves the networks of the restored state, whose files may be of a later step, and keeps them.
  private func keepNetworks() throws {
    try saveNetworks()
    try directory?.keepNetworks(of: networks, epoch: progress.epoch)
  }

  /// Whether the networks are kept as they are: after `keptCount` epochs, evenly over the training.
  private var isKept: Bool {
    let count = settings.keptCount
    guard count > 0, progress.epoch > 0, progress.stepInEpoch == 0 else { return false }
    return progress.epoch * count / settings.epochCount
      > (progress.epoch - 1) * count / settings.epochCount
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
    networks.state.first { !$0.entry.value.isFinite }?.path
  }

  private func diverged(_ what: String, at step: String) -> TrainingError {
    let tensor = firstNonFinite.map { "; the first tensor with NaN or infinity is '\($0)'" } ?? ""
    return .diverged(
      """
      \(what) at \(step), learning rate \(learningRate)\(tensor)\(directory?.lastGoodState ?? "") \
      — use a smaller --learning-rate, or check the data
      """)
  }

  private var learningRate: Double {
    // Closures: in a generic class the compiler crashes on key paths of an existential.
    optimizers.values.flatMap { $0.rates.map { $0.learningRate } }.max() ?? 0
  }
}

extension OptimizerState {
  /// The part whose names begin with `prefix`, without it.
  fileprivate func part(_ prefix: String) -> OptimizerState {
    func stripped<Value>(_ values: [String: Value]) -> [String: Value] {
      let pairs = values.filter { $0.key.hasPrefix(prefix) }
        .map { (String($0.key.dropFirst(prefix.count)), $0.value) }
      return Dictionary(uniqueKeysWithValues: pairs)
    }
    return OptimizerState(tensors: stripped(tensors), counters: stripped(counters))
  }

  /// Adds the state of another optimizer, its names behind `prefix`.
  fileprivate mutating func add(_ other: OptimizerState, prefix: String) {
    for (name, tensor) in other.tensors { tensors[prefix + name] = tensor }
    for (name, count) in other.counters { counters[prefix + name] = count }
  }
}

/// How far a training has come: with the weights and the optimizer's state all that a resume needs.
///
/// Random numbers depend on the seed and the position only, so no generator has to be saved.
public struct TrainingProgress: Codable, Sendable, Equatable {
  /// What all random numbers follow from.
  public var seed: UInt64
  /// The number of complete epochs.
  public var epoch = 0
  /// The number of steps in the epoch that has begun.
  public var stepInEpoch = 0
  /// The number of steps in all.
  public var step = 0
  /// The sums of the epoch that has begun.
  public var tally = TrainingTally()
  /// The figures of the complete epochs.
  public var history: [EpochRecord] = []
  /// The best score so far.
  public var bestScore: Double?
  /// What the score is: the figure by which the best checkpoint is chosen.
  public var scoreName: String?
  /// The epoch of the best score.
  public var bestEpoch: Int?
  /// Whether the training came to its end.
  public var isFinished = false
  /// A step that the log had no room for: whoever goes on logs it.
  public var unlogged: StepReport?

  /// Creates the beginning of a training.
  public init(seed: UInt64) {
    self.seed = seed
  }

  /// The step that comes next, in words.
  var nextStep: String { "step \(step + 1) of epoch \(epoch + 1)" }
  /// The step that was done last, in words.
  var lastStep: String { "step \(step) of epoch \(lastEpoch)" }
  /// The epoch of the step that was done last; 0 where none was.
  private var lastEpoch: Int { stepInEpoch > 0 ? epoch + 1 : epoch }

  /// Counts a step.
  ///
  /// - Parameters:
  ///   - loss: The mean loss of its batch.
  ///   - sampleCount: The samples of the batch.
  ///   - learningRate: The learning rate, largest of all groups.
  ///   - start: When it began.
  /// - Returns: What is to be told of it.
  mutating func stepped(
    loss: Double, sampleCount: Int, learningRate: Double, since start: ContinuousClock.Instant
  ) -> StepReport {
    stepInEpoch += 1
    step += 1
    return StepReport(
      epoch: epoch + 1, stepInEpoch: stepInEpoch, step: step, loss: loss,
      sampleCount: sampleCount, learningRate: learningRate, duration: .now - start)
  }

  /// Refuses to end a run before where it is.
  ///
  /// - Throws: `TrainingError.notResumable`, where more than `epochCount` epochs are done or begun.
  func check(epochCount: Int, of directory: RunDirectory) throws(TrainingError) {
    guard lastEpoch > epochCount else { return }
    let place = stepInEpoch > 0 ? "step \(stepInEpoch)" : "the end"
    throw .notResumable(
      """
      \(directory.path) cannot end after epoch \(epochCount): it is at \(place) of epoch \(lastEpoch) — \
      give --epochs \(lastEpoch) or more
      """)
  }
}

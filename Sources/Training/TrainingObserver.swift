import Layers

/// Is told how a training goes: a progress bar, a log, a plot.
public protocol TrainingObserver: AnyObject {
  /// The training begins or goes on.
  func began(_ plan: TrainingPlan)
  /// A step is done.
  func stepped(_ report: StepReport)
  /// An epoch and its validation are done; record 0 is the state before training.
  func epochEnded(_ record: EpochRecord)
  /// A checkpoint is on the disk.
  func saved(_ path: String)
  /// Something is not as it should be; the training goes on.
  func warned(_ warning: String)
}

extension TrainingObserver {
  /// Nothing by default.
  public func began(_ plan: TrainingPlan) {}
  /// Nothing by default.
  public func stepped(_ report: StepReport) {}
  /// Nothing by default.
  public func epochEnded(_ record: EpochRecord) {}
  /// Nothing by default.
  public func saved(_ path: String) {}
  /// Nothing by default.
  public func warned(_ warning: String) {}
}

/// What a training is about to do.
public struct TrainingPlan: Sendable {
  /// The number of epochs.
  public let epochCount: Int
  /// The steps of an epoch.
  public let stepsPerEpoch: Int
  /// The number of parameters.
  public let parameterCount: Int
  /// The number of parameters that are not frozen.
  public let trainedCount: Int
  /// How far an earlier run came; of an epoch that has fewer steps now, to its end.
  public let progress: TrainingProgress

  init(
    of model: some Module, epochCount: Int, stepsPerEpoch: Int, progress: TrainingProgress
  ) {
    self.epochCount = epochCount
    self.stepsPerEpoch = stepsPerEpoch
    parameterCount = model.parameterCount
    trainedCount = model.parameters.reduce(0) {
      $0 + ($1.parameter.isFrozen ? 0 : $1.parameter.count)
    }
    var progress = progress
    progress.stepInEpoch = min(progress.stepInEpoch, stepsPerEpoch)
    self.progress = progress
  }
}

/// A step of a training.
public struct StepReport: Codable, Sendable, Equatable {
  /// The number of the epoch, from 1.
  public let epoch: Int
  /// The number of the step in the epoch, from 1.
  public let stepInEpoch: Int
  /// The number of the step in all, from 1.
  public let step: Int
  /// The mean loss of the batch before the step.
  public let loss: Double
  /// The number of samples.
  public let sampleCount: Int
  /// The learning rate, largest of all groups.
  public let learningRate: Double
  /// How long the step took, without reading the data.
  public let duration: Duration
}

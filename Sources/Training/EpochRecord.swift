/// The figures of an epoch.
public struct EpochRecord: Codable, Sendable, Equatable {
  /// The number of the epoch, from 1; 0 is the state before training.
  public var epoch: Int
  /// The number of steps so far.
  public var step: Int
  /// The means of the training samples: the loss, for classifiers the accuracy.
  public var training: [String: Double]
  /// The figures of the validation; empty if there is none.
  public var validation: [String: Double]
  /// The learning rate of the last step, largest of all groups.
  public var learningRate: Double

  /// Creates a record; figures that are no numbers are left out.
  public init(
    epoch: Int, step: Int, training: [String: Double], validation: [String: Double],
    learningRate: Double
  ) {
    self.epoch = epoch
    self.step = step
    self.training = training.filter(\.value.isFinite)
    self.validation = validation.filter(\.value.isFinite)
    self.learningRate = learningRate
  }
}

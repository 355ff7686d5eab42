/// A step that an adversarial training is to make.
public struct AdversarialPosition: Sendable {
  /// The epoch, from 0.
  public let epoch: Int
  /// The batch of the epoch, from 0.
  public let batch: Int
  /// What the random numbers of the step follow from.
  public let seed: UInt64
}

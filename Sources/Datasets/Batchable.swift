/// A sample that can be stacked with others of its kind.
public protocol Batchable: Sendable {
  /// Several samples stacked.
  associatedtype Batch: Sendable

  /// Stacks samples, at least one.
  static func batch(of samples: [Self]) -> Batch
}

import Datasets
import Tensors

/// Samples that a step of training sees together.
public protocol TrainingBatch: Sendable {
  /// The number of samples.
  var count: Int { get }

  /// What the mean loss counts for among other parts of a batch: the number it is the mean over.
  var weight: Double { get }

  /// The samples of a range: a micro-batch.
  func part(_ range: Range<Int>) -> Self
}

extension TrainingBatch {
  /// The number of samples.
  public var weight: Double { Double(count) }
}

/// Vectors with labels: features that were computed before.
public struct FeatureBatch: TrainingBatch {
  /// One row per sample, `[N, features]`.
  public let features: Tensor
  /// The class of each sample, `[N]`.
  public let labels: IntTensor

  /// Creates a batch.
  public init(features: Tensor, labels: IntTensor) {
    self.features = features
    self.labels = labels
  }

  public var count: Int { labels.count }

  public func part(_ range: Range<Int>) -> FeatureBatch {
    FeatureBatch(
      features: features.sliced(axis: 0, range: range),
      labels: IntTensor(Array(labels.scalars[range])))
  }
}

extension ImageBatch: TrainingBatch {
  public func part(_ range: Range<Int>) -> ImageBatch {
    ImageBatch(
      images: images.sliced(axis: 0, range: range),
      labels: IntTensor(Array(labels.scalars[range])), paths: Array(paths[range]))
  }
}

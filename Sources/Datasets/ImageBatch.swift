import Tensors

/// Pictures of one size with their classes.
public struct ImageBatch: Sendable {
  /// The pictures, `[N, H, W, 3]`, or `[N, H, W, 1]` for grey ones.
  public let images: Tensor
  /// The index of each picture's class, `[N]`.
  public let labels: IntTensor
  /// Where each picture is from.
  public let paths: [String]

  /// Creates a batch.
  public init(images: Tensor, labels: IntTensor, paths: [String]) {
    self.images = images
    self.labels = labels
    self.paths = paths
  }

  /// The number of pictures.
  public var count: Int { labels.count }
}

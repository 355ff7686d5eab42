import Tensors

/// Pictures of one size with the objects in each.
public struct ObjectBatch: Sendable {
  /// The pictures, `[N, H, W, 3]`.
  public let images: Tensor
  /// The objects of each picture, none is allowed.
  public let objects: [[GroundTruthBox]]
  /// Where each picture is from.
  public let paths: [String]

  /// Creates a batch.
  public init(images: Tensor, objects: [[GroundTruthBox]], paths: [String]) {
    self.images = images
    self.objects = objects
    self.paths = paths
  }

  /// The number of pictures.
  public var count: Int { objects.count }
}

import Kernels
import Tensors

/// A picture as a network takes it, with its objects.
public struct ObjectSample: Batchable {
  /// The picture, `[H, W, 3]`.
  public let image: Tensor
  /// The objects in it, boxes in shares of the picture.
  public let objects: [GroundTruthBox]
  /// Where it is from.
  public let path: String

  /// Creates a sample.
  public init(image: Tensor, objects: [GroundTruthBox], path: String) {
    self.image = image
    self.objects = objects
    self.path = path
  }

  public static func batch(of samples: [ObjectSample]) -> ObjectBatch {
    let shape = samples.first?.image.shape ?? []
    let size = shape.reduce(1, *)
    for sample in samples where sample.image.shape != shape {
      trap("batch: pictures \(shape) and \(sample.image.shape), \(sample.path), cannot be stacked")
    }
    let images = Tensor(shape: [samples.count] + shape) { result in
      for (index, sample) in samples.enumerated() {
        sample.image.withUnsafeBufferPointer {
          _ = UnsafeMutableBufferPointer(rebasing: result[(index * size)..<(index + 1) * size])
            .update(fromContentsOf: $0)
        }
      }
    }
    return ObjectBatch(
      images: images, objects: samples.map(\.objects), paths: samples.map(\.path))
  }
}

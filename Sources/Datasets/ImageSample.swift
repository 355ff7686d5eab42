import Kernels
import Tensors

/// A picture as a network takes it, with its class.
public struct ImageSample: Batchable {
  /// The picture, `[H, W, 3]`, or `[H, W, 1]` for grey ones, normalized.
  public let image: Tensor
  /// The index of its class.
  public let label: Int
  /// Where it is from.
  public let path: String

  /// Creates a sample.
  public init(image: Tensor, label: Int, path: String) {
    self.image = image
    self.label = label
    self.path = path
  }

  public static func batch(of samples: [ImageSample]) -> ImageBatch {
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
    return ImageBatch(
      images: images, labels: IntTensor(samples.map(\.label)), paths: samples.map(\.path))
  }
}

import Kernels
import Tensors

extension Tensor {
  /// A picture as numbers in 0…1, `[H, W, 3]`.
  public init(_ image: Image) {
    self.init(shape: [image.height, image.width, 3]) { result in
      fill(result, from: image)
    }
  }

  /// Pictures of one size as numbers in 0…1, `[N, H, W, 3]`.
  ///
  /// - Precondition: There is at least one picture, and all have its size.
  public init(_ images: [Image]) {
    guard let first = images.first else { trap("Tensor: no pictures to stack") }
    for image in images where image.width != first.width || image.height != first.height {
      trap(
        "Tensor: pictures of \(first.width)×\(first.height) and \(image.width)×\(image.height)"
          + " pixels cannot be stacked")
    }
    let count = first.pixels.count
    self.init(shape: [images.count, first.height, first.width, 3]) { result in
      for (i, image) in images.enumerated() {
        fill(.init(rebasing: result[i * count..<(i + 1) * count]), from: image)
      }
    }
  }
}

private func fill(_ result: UnsafeMutableBufferPointer<Float>, from image: Image) {
  image.pixels.withUnsafeBufferPointer { pixels in
    for i in result.indices { result[i] = Float(pixels[i]) / 255 }
  }
}

extension Image {
  /// The picture of numbers in 0…1, `[H, W, 3]` or grey `[H, W]` or `[H, W, 1]`, clamped.
  ///
  /// - Parameters:
  ///   - tensor: The numbers.
  ///   - range: The numbers that become 0 and 255.
  /// - Precondition: The tensor has one of these shapes.
  public init(_ tensor: Tensor, range: ClosedRange<Float> = 0...1) {
    let shape = tensor.shape
    let channels = shape.count == 2 ? 1 : shape.last ?? 0
    guard shape.count == 2 || shape.count == 3, channels == 1 || channels == 3 else {
      trap("Image: a tensor \(shape) is neither [H, W, 3] nor [H, W, 1] nor [H, W]")
    }
    let width = range.upperBound - range.lowerBound
    self.init(width: shape[1], height: shape[0]) { result in
      tensor.withUnsafeBufferPointer { values in
        for i in result.indices {
          let value = (values[channels == 3 ? i : i / 3] - range.lowerBound) / width
          // A NaN becomes black.
          result[i] = value > 0 ? UInt8(min(value, 1) * 255 + 0.5) : 0
        }
      }
    }
  }
}

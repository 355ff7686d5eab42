import Kernels
import Tensors

extension GreyImages {
  /// Pictures of numbers, such as those that a generator makes, in 8 bits as a PNG file holds them.
  ///
  /// - Parameters:
  ///   - name: What the pictures are called.
  ///   - tensor: The numbers, `[N, side, side, 1]`: −1 black to 1 white, others clamped.
  ///   - labels: The class of each picture; the first by default.
  ///   - classNames: The classes.
  public init(
    name: String, _ tensor: Tensor, labels: [Int]? = nil, classNames: [String] = ["sample"]
  ) {
    let shape = tensor.shape
    guard shape.count == 4, shape[1] == shape[2], shape[3] == 1 else {
      trap("grey images: a tensor \(shape) is not [N, side, side, 1]")
    }
    let pixels = tensor.withUnsafeBufferPointer { numbers in
      numbers.map { number in
        let level = (number + 1) * 127.5
        // A NaN becomes black.
        return level > 0 ? UInt8(min(level, 255) + 0.5) : 0
      }
    }
    self.init(
      name: name, side: shape[1], pixels: pixels,
      labels: labels ?? [Int](repeating: 0, count: shape[0]), classNames: classNames)
  }
}

import Kernels
import Tensors

/// How a parameter begins.
public enum Initializer: Sendable {
  /// Every element is the same.
  case constant(Float)
  /// Normal numbers.
  case normal(mean: Float = 0, deviation: Float)
  /// Uniform numbers between −bound and bound.
  case uniform(bound: Float)

  /// Normal numbers of variance 2 / fan, for layers before a ReLU.
  ///
  /// Source: He et al., "Delving Deep into Rectifiers", 2015, section 2.2.
  public static func heNormal(fan: Int) -> Initializer {
    .normal(deviation: (2 / Float(max(1, fan))).squareRoot())
  }

  /// Uniform numbers within 1 / √fan, PyTorch's rule for convolutions and linear layers.
  public static func uniform(fan: Int) -> Initializer {
    .uniform(bound: 1 / Float(max(1, fan)).squareRoot())
  }

  /// The elements, in blocks that are filled side by side, each from its own generator.
  func tensor(_ shape: [Int], seed: UInt64) -> Tensor {
    let blockSize = 1 << 16
    return Tensor(shape: shape) { buffer in
      if case .constant(let value) = self { return buffer.update(repeating: value) }
      nonisolated(unsafe) let buffer = buffer
      parallel(over: (buffer.count + blockSize - 1) / blockSize) { blocks in
        for block in blocks {
          var random = Random(seed: seed, block)
          let range = block * blockSize..<min((block + 1) * blockSize, buffer.count)
          switch self {
          case .constant: break
          case .normal(let mean, let deviation):
            for i in range { buffer[i] = mean + deviation * random.nextNormal() }
          case .uniform(let bound):
            for i in range { buffer[i] = random.nextUniform(in: -bound..<bound) }
          }
        }
      }
    }
  }
}

import Kernels
import Tensors

extension EfficientGANConfiguration {
  /// Traps where no network is possible.
  func check(_ network: StaticString) {
    if let problem { trap("\(network): \(problem)") }
  }

  /// Traps unless the pictures are `[N, 28, 28, 1]`.
  static func check(_ images: Tensor, _ network: StaticString) {
    guard images.rank == 4, Array(images.shape[1...]) == [imageSize, imageSize, 1] else {
      trap("\(network): images [N, \(imageSize), \(imageSize), 1] expected, not \(images.shape)")
    }
  }
}

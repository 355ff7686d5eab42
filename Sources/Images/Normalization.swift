import Kernels
import Tensors

/// Subtracts a mean and divides by a deviation, channel by channel: `(x − mean) / deviation`.
public struct Normalization: Sendable, Codable, Equatable {
  /// What is subtracted from each channel.
  public var mean: [Float]
  /// What each channel is divided by.
  public var deviation: [Float]

  /// Creates a normalization of channels-last tensors.
  ///
  /// - Precondition: Both have one number per channel, and no deviation is 0.
  public init(mean: [Float], deviation: [Float]) {
    guard mean.count == deviation.count, !mean.isEmpty, !deviation.contains(0) else {
      trap("Normalization: mean \(mean), deviation \(deviation)")
    }
    self.mean = mean
    self.deviation = deviation
  }

  /// The mean and deviation of ImageNet's red, green and blue in 0…1.
  public static let imageNet = Normalization(
    mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225])

  /// Normalizes a channels-last tensor.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    applied(to: x) { ($0 - $1) / $2 }
  }

  /// Undoes the normalization, for a picture of what a network sees.
  public func undone(_ x: Tensor) -> Tensor {
    applied(to: x) { $0 * $2 + $1 }
  }

  private func applied(
    to x: Tensor, _ change: (Float, Float, Float) -> Float
  ) -> Tensor {
    guard x.shape.last == mean.count else {
      trap("Normalization: \(mean.count) channels for a tensor \(x.shape)")
    }
    return Tensor(shape: x.shape) { result in
      x.withUnsafeBufferPointer { x in
        for i in result.indices {
          result[i] = change(x[i], mean[i % mean.count], deviation[i % mean.count])
        }
      }
    }
  }
}

import Kernels

extension Tensor {
  /// Normalizes each channel by stored statistics: `(x − mean) / √(variance + ε) · weight + bias`.
  ///
  /// - Input: Any rank, channels last.
  /// - Output: The same shape.
  ///
  /// - Parameters:
  ///   - weight: The factors, `[C]`.
  ///   - bias: The offsets, `[C]`.
  ///   - runningMean: The means, `[C]`, constants.
  ///   - runningVariance: The variances, `[C]`, constants.
  ///   - epsilon: Added to the variance.
  /// - Returns: The normalized tensor.
  public func batchNormalized(
    weight: Tensor, bias: Tensor, runningMean: Tensor, runningVariance: Tensor,
    epsilon: Float = 1e-5
  ) -> Tensor {
    checkChannels("batch norm", [weight, bias, runningMean, runningVariance])
    return batchNormalized(
      weight, bias, mean: runningMean.scalars.map(Double.init),
      variance: runningVariance.scalars.map(Double.init), epsilon, usesBatch: false)
  }

  /// Normalizes each channel by the mean and the biased variance of the batch.
  ///
  /// - Input: Any rank, channels last; more than one row, as the unbiased variance divides by
  ///   rows − 1.
  /// - Output: The same shape.
  ///
  /// - Parameters:
  ///   - weight: The factors, `[C]`.
  ///   - bias: The offsets, `[C]`.
  ///   - epsilon: Added to the variance.
  /// - Returns: The normalized tensor, and for the running statistics the mean and the unbiased
  ///   variance of the batch, `[C]`, constants.
  public func trainingBatchNormalized(
    weight: Tensor, bias: Tensor, epsilon: Float = 1e-5
  ) -> (output: Tensor, batchMean: Tensor, batchVariance: Tensor) {
    checkChannels("batch norm", [weight, bias])
    let channels = weight.count
    let rowCount = channels == 0 ? 0 : count / channels
    guard rowCount > 1 else {
      trap("batch norm: training needs more than one value per channel, the input is \(shape)")
    }
    let (mean, variance) = withUnsafeBufferPointer { channelMoments($0, channels: channels) }
    let output = batchNormalized(
      weight, bias, mean: mean, variance: variance, epsilon, usesBatch: true)
    let unbiased = Double(rowCount) / Double(rowCount - 1)
    return (
      output, Tensor(mean.map { Float($0) }, shape: [channels]),
      Tensor(variance.map { Float($0 * unbiased) }, shape: [channels])
    )
  }

  private func batchNormalized(
    _ weight: Tensor, _ bias: Tensor, mean: [Double], variance: [Double], _ epsilon: Float,
    usesBatch: Bool
  ) -> Tensor {
    let statistics = BatchStatistics(
      mean: mean.map { Float($0) },
      inverse: variance.map { 1 / ($0 + Double(epsilon)).squareRoot() },
      usesBatch: usesBatch)
    let factors = weight.scalars.map(Double.init)
    let scale = zip(factors, statistics.inverse).map { $0 * $1 }
    let shift = zip(bias.scalars, zip(mean, scale)).map { Float(Double($0) - $1.0 * $1.1) }
    let value = Tensor(shape: shape) { y in
      withUnsafeBufferPointer {
        scaleAndShift($0, scale: scale.map { Float($0) }, shift: shift, into: y)
      }
    }
    let x = detached
    return .recording(value, [self, weight, bias]) { gradient, needed in
      statistics.gradients(x, gradient, weight: factors, needed: needed)
    }
  }

  /// Traps unless all are `[C]`, C being the last extent.
  func checkChannels(_ name: String, _ tensors: [Tensor]) {
    guard let channels = shape.last, tensors.allSatisfy({ $0.shape == [channels] }) else {
      let shapes = tensors.map { "\($0.shape)" }.joined(separator: " · ")
      trap("\(name): the last axis of \(shape) does not match \(shapes)")
    }
  }
}

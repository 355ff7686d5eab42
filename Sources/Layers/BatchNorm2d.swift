import Tensors

/// Batch normalization: `y = (x − mean) / √(variance + ε) · weight + bias` for each channel.
///
/// In training the mean and variance are the batch's, and the running ones move towards them; in
/// evaluation they are the running ones. Works on maps of any rank.
///
/// - Input: `[N, …, C]`.
/// - Output: `[N, …, C]`.
///
/// Source: Ioffe and Szegedy, "Batch Normalization", 2015, algorithms 1 and 2.
public final class BatchNorm2d: Layer {
  /// The scale of each channel, `[C]`.
  public let weight: Parameter
  /// The offset of each channel, `[C]`.
  public let bias: Parameter
  /// The mean of each channel over the training so far, `[C]`.
  public let runningMean: Buffer
  /// The unbiased variance of each channel over the training so far, `[C]`.
  public let runningVariance: Buffer
  /// What is added to the variance.
  public let epsilon: Float
  /// How far the running statistics move towards a batch's.
  public let momentum: Float

  /// Creates the layer: scale 1, offset 0, running mean 0 and variance 1.
  public init(_ channelCount: Int, epsilon: Float = 1e-5, momentum: Float = 0.1) {
    weight = Parameter([channelCount], .constant(1))
    bias = Parameter([channelCount], .constant(0))
    runningMean = Buffer(.zeros([channelCount]))
    runningVariance = Buffer(.ones([channelCount]))
    self.epsilon = epsilon
    self.momentum = momentum
  }

  /// The parameters and the running statistics.
  public var children: [Child] {
    [
      .parameter("weight", weight), .parameter("bias", bias),
      .buffer("running_mean", runningMean), .buffer("running_var", runningVariance),
    ]
  }

  /// The normalized maps.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    guard Mode.current == .training else {
      return x.batchNormalized(
        weight: weight.value, bias: bias.value, runningMean: runningMean.value,
        runningVariance: runningVariance.value, epsilon: epsilon)
    }
    let (output, mean, variance) = x.trainingBatchNormalized(
      weight: weight.value, bias: bias.value, epsilon: epsilon)
    runningMean.value.move(towards: mean, by: momentum)
    runningVariance.value.move(towards: variance, by: momentum)
    return output
  }

  /// What the layer does to a channel in evaluation: `x · scale + offset`.
  var evaluationMap: (scale: Tensor, offset: Tensor) {
    let scale = weight.value.detached / (runningVariance.value + epsilon).sqrt()
    return (scale, bias.value.detached - runningMean.value * scale)
  }

  /// What changes whenever `evaluationMap` does.
  var versions: [Int] {
    [weight.version, bias.version, runningMean.version, runningVariance.version]
  }

  /// Whether gradients are being recorded at a parameter.
  var isTracked: Bool { weight.isTracked || bias.isTracked }
}

extension Tensor {
  /// `self += (target − self) · rate`.
  fileprivate mutating func move(towards target: Tensor, by rate: Float) {
    target.withUnsafeBufferPointer { target in
      withUnsafeMutableBufferPointer { x in
        for i in x.indices { x[i] = (1 - rate) * x[i] + rate * target[i] }
      }
    }
  }
}

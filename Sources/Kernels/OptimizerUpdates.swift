import CKernels

/// The elements below which a second thread does not pay.
private let minimumUpdateCount = 1 << 15

/// The numbers of a step of stochastic gradient descent.
public struct SGDFactors: Sendable {
  /// The step along the velocity.
  public var learningRate: Float
  /// What remains of the velocity after a step.
  public var momentum: Float
  /// The share of the parameter that is added to its gradient.
  public var weightDecay: Float
  /// Whether the step looks ahead along the new velocity.
  public var isNesterov: Bool

  /// Creates the numbers of a step.
  public init(learningRate: Float, momentum: Float, weightDecay: Float, isNesterov: Bool) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.weightDecay = weightDecay
    self.isNesterov = isNesterov
  }
}

/// A step without momentum: `x −= learningRate · (gradient + weightDecay · x)`.
///
/// - Parameters:
///   - x: The parameter, changed in place.
///   - gradient: Its gradient, of the same length.
///   - factors: The numbers of the step; the momentum is not used.
public func updateSGD(
  _ x: UnsafeMutableBufferPointer<Float>, gradient: UnsafeBufferPointer<Float>,
  _ factors: SGDFactors
) {
  guard let start = x.baseAddress, let gradient = gradient.baseAddress,
    let kernel = zoo_update().pointee.sgd
  else { return }
  parallel(over: x.count, minimumPerThread: minimumUpdateCount) { range in
    let first = range.lowerBound
    kernel(
      start + first, gradient + first, range.count, factors.learningRate, factors.weightDecay)
  }
}

/// A step with momentum: with `g = gradient + weightDecay · x`, the velocity becomes
/// `v = momentum · v + g`, and `x −= learningRate · v`, or `learningRate · (g + momentum · v)`.
///
/// - Parameters:
///   - x: The parameter, changed in place.
///   - velocity: Zero before the first step, changed in place.
///   - gradient: The gradient, of the same length.
///   - factors: The numbers of the step.
public func updateSGD(
  _ x: UnsafeMutableBufferPointer<Float>, velocity: UnsafeMutableBufferPointer<Float>,
  gradient: UnsafeBufferPointer<Float>, _ factors: SGDFactors
) {
  guard let start = x.baseAddress, let velocity = velocity.baseAddress,
    let gradient = gradient.baseAddress, let kernel = zoo_update().pointee.momentum
  else { return }
  parallel(over: x.count, minimumPerThread: minimumUpdateCount) { range in
    let first = range.lowerBound
    kernel(
      start + first, velocity + first, gradient + first, range.count, factors.learningRate,
      factors.momentum, factors.weightDecay, factors.isNesterov ? 1 : 0)
  }
}

/// The numbers of a step of Adam.
public struct AdamFactors: Sendable {
  /// `learningRate / (1 − β₁ᵗ)`.
  public var stepSize: Float
  /// `1 / √(1 − β₂ᵗ)`.
  public var varianceScale: Float
  /// The decay of the mean of the gradients, β₁.
  public var meanDecay: Float
  /// The decay of the mean of their squares, β₂.
  public var varianceDecay: Float
  /// What keeps the quotient finite.
  public var epsilon: Float
  /// The share of the parameter that is added to its gradient.
  public var gradientDecay: Float
  /// What the parameter is multiplied by before the step: 1, or less for AdamW.
  public var shrinkage: Float

  /// Creates the numbers of a step.
  public init(
    stepSize: Float, varianceScale: Float, meanDecay: Float, varianceDecay: Float,
    epsilon: Float, gradientDecay: Float, shrinkage: Float
  ) {
    self.stepSize = stepSize
    self.varianceScale = varianceScale
    self.meanDecay = meanDecay
    self.varianceDecay = varianceDecay
    self.epsilon = epsilon
    self.gradientDecay = gradientDecay
    self.shrinkage = shrinkage
  }
}

/// A step of Adam: `m += (1 − β₁)(g − m)`, `v = β₂ v + (1 − β₂) g²`,
/// `x −= stepSize · m / (√v · varianceScale + ε)`.
///
/// - Parameters:
///   - x: The parameter, changed in place.
///   - mean: The running mean of the gradients, changed in place.
///   - variance: The running mean of their squares, changed in place.
///   - gradient: The gradient, of the same length.
///   - factors: The numbers of the step.
public func updateAdam(
  _ x: UnsafeMutableBufferPointer<Float>, mean: UnsafeMutableBufferPointer<Float>,
  variance: UnsafeMutableBufferPointer<Float>, gradient: UnsafeBufferPointer<Float>,
  _ factors: AdamFactors
) {
  guard let start = x.baseAddress, let mean = mean.baseAddress,
    let variance = variance.baseAddress, let gradient = gradient.baseAddress,
    let kernel = zoo_update().pointee.adam
  else { return }
  let numbers = zoo_adam(
    step_size: factors.stepSize, variance_scale: factors.varianceScale,
    mean_decay: factors.meanDecay, variance_decay: factors.varianceDecay,
    epsilon: factors.epsilon, gradient_decay: factors.gradientDecay,
    shrinkage: factors.shrinkage)
  parallel(over: x.count, minimumPerThread: minimumUpdateCount) { range in
    let first = range.lowerBound
    withUnsafePointer(to: numbers) { numbers in
      kernel(
        start + first, mean + first, variance + first, gradient + first, range.count, numbers)
    }
  }
}

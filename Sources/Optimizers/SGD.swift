import Kernels
import Layers
import Tensors

/// Stochastic gradient descent with momentum.
///
/// With `g = gradient + weightDecay · x`: `v = momentum · v + g`, `x −= learningRate · v`, and with
/// Nesterov's correction `x −= learningRate · (g + momentum · v)`.
///
/// Source: Sutskever et al., "On the importance of initialization and momentum in deep learning",
/// 2013, in the form of PyTorch: the learning rate multiplies the velocity, not the gradient.
public struct SGD: Optimizer {
  public var groups: [ParameterGroup]
  public var rateFactor = 1.0
  /// What remains of the velocity after a step, in 0…1.
  public let momentum: Double
  /// Whether the step looks ahead along the new velocity.
  public let nesterov: Bool
  private var velocities: [String: Tensor] = [:]

  /// Creates an optimizer of parameter groups.
  ///
  /// - Parameters:
  ///   - groups: The parameters with their learning rates.
  ///   - momentum: What remains of the velocity after a step.
  ///   - nesterov: Whether the step looks ahead.
  public init(_ groups: [ParameterGroup], momentum: Double = 0, nesterov: Bool = false) {
    self.groups = groups
    self.momentum = momentum
    self.nesterov = nesterov
  }

  /// Creates an optimizer of all parameters of a module.
  ///
  /// - Parameters:
  ///   - model: The module.
  ///   - learningRate: The learning rate before a schedule.
  ///   - momentum: What remains of the velocity after a step.
  ///   - nesterov: Whether the step looks ahead.
  ///   - weightDecay: The weight decay.
  public init(
    _ model: some Module, learningRate: Double, momentum: Double = 0, nesterov: Bool = false,
    weightDecay: Double = 0
  ) {
    self.init(
      [ParameterGroup(model.parameters, learningRate: learningRate, weightDecay: weightDecay)],
      momentum: momentum, nesterov: nesterov)
  }

  public var state: OptimizerState {
    get {
      var state = OptimizerState()
      state.add(velocities, suffix: "velocity")
      return state
    }
    set { velocities = newValue.tensors(suffix: "velocity") }
  }

  public mutating func step(_ gradients: Gradients) {
    for group in groups {
      let factors = SGDFactors(
        learningRate: Float(group.learningRate * rateFactor), momentum: Float(momentum),
        weightDecay: Float(group.weightDecay), isNesterov: nesterov)
      for (path, parameter) in group.parameters {
        guard let gradient = gradients[parameter] else { continue }
        update(parameter, path, gradient, factors)
      }
    }
  }

  private mutating func update(
    _ parameter: Parameter, _ path: String, _ gradient: Tensor, _ factors: SGDFactors
  ) {
    parameter.update { value in
      value.withUnsafeMutableBufferPointer { x in
        gradient.withUnsafeBufferPointer { gradient in
          guard momentum > 0 else { return updateSGD(x, gradient: gradient, factors) }
          velocities[path, default: .zeros(parameter.shape)].withUnsafeMutableBufferPointer {
            updateSGD(x, velocity: $0, gradient: gradient, factors)
          }
        }
      }
    }
  }
}

import Layers

/// Adam with decoupled weight decay: `x *= 1 − learningRate · weightDecay` before each step.
///
/// Source: Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019, algorithm 2.
public struct AdamW: Optimizer {
  public var groups: [ParameterGroup]
  public var rateFactor = 1.0
  private var moments: AdamMoments

  /// Creates an optimizer of parameter groups.
  ///
  /// - Parameters:
  ///   - groups: The parameters with their learning rates.
  ///   - betas: The decays of the running mean and of the running mean square.
  ///   - epsilon: What keeps the quotient finite.
  public init(
    _ groups: [ParameterGroup], betas: (Double, Double) = (0.9, 0.999), epsilon: Double = 1e-8
  ) {
    self.groups = groups
    moments = AdamMoments(betas: betas, epsilon: epsilon)
  }

  /// Creates an optimizer of all parameters of a module.
  ///
  /// - Parameters:
  ///   - model: The module.
  ///   - learningRate: The learning rate before a schedule.
  ///   - betas: The decays of the running mean and of the running mean square.
  ///   - epsilon: What keeps the quotient finite.
  ///   - weightDecay: The weight decay.
  public init(
    _ model: some Module, learningRate: Double = 1e-3, betas: (Double, Double) = (0.9, 0.999),
    epsilon: Double = 1e-8, weightDecay: Double = 0.01
  ) {
    self.init(
      [ParameterGroup(model.parameters, learningRate: learningRate, weightDecay: weightDecay)],
      betas: betas, epsilon: epsilon)
  }

  public var state: OptimizerState {
    get { moments.state }
    set { moments.state = newValue }
  }

  public mutating func step(_ gradients: Gradients) {
    for group in groups {
      let learningRate = group.learningRate * rateFactor
      for (path, parameter) in group.parameters {
        guard let gradient = gradients[parameter] else { continue }
        moments.update(
          parameter, path, gradient, learningRate: learningRate,
          gradientDecay: 0, shrinkage: 1 - learningRate * group.weightDecay)
      }
    }
  }
}

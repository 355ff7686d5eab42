import Layers

/// Adam: steps along the running mean of the gradients over the root of that of their squares.
///
/// Weight decay is added to the gradient; `AdamW` keeps it apart.
///
/// Source: Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015, algorithm 1.
public struct Adam: Optimizer {
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
    epsilon: Double = 1e-8, weightDecay: Double = 0
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
          gradientDecay: group.weightDecay, shrinkage: 1)
      }
    }
  }
}

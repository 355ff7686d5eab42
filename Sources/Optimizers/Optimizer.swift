import Layers

/// Changes parameters along their gradients.
///
/// ```swift
/// var optimizer = SGD(model, learningRate: 1e-3, momentum: 0.9)
/// let (loss, gradients) = model.valueAndGradients { model in … }
/// optimizer.step(gradients)
/// ```
public protocol Optimizer {
  /// The parameters, each with its learning rate and weight decay.
  var groups: [ParameterGroup] { get set }

  /// What every learning rate is multiplied by in the next step: a schedule sets it.
  var rateFactor: Double { get set }

  /// What the optimizer remembers between steps, for an exact resume.
  var state: OptimizerState { get set }

  /// Changes each parameter that has a gradient, in place.
  mutating func step(_ gradients: Gradients)
}

extension Optimizer {
  /// The parameters with their paths and the learning rates of the next step.
  public var rates: [(path: String, learningRate: Double)] {
    groups.flatMap { group in
      group.parameters.map { ($0.path, group.learningRate * rateFactor) }
    }
  }
}

import Foundation
import Kernels
import Layers
import Tensors

/// The running means of Adam and AdamW, which differ in their weight decay only.
struct AdamMoments {
  /// The decays β₁ and β₂ of the two running means.
  let betas: (Double, Double)
  /// What keeps the quotient finite.
  let epsilon: Double
  private var means: [String: Tensor] = [:]
  private var variances: [String: Tensor] = [:]
  /// The steps that each parameter has made: its own, as it may have been frozen.
  private var steps: [String: Int] = [:]

  init(betas: (Double, Double), epsilon: Double) {
    self.betas = betas
    self.epsilon = epsilon
  }

  var state: OptimizerState {
    get {
      var state = OptimizerState(counters: steps)
      state.add(means, suffix: "mean")
      state.add(variances, suffix: "variance")
      return state
    }
    set {
      means = newValue.tensors(suffix: "mean")
      variances = newValue.tensors(suffix: "variance")
      steps = newValue.counters
    }
  }

  /// Makes a step of one parameter.
  ///
  /// - Parameters:
  ///   - parameter: What is changed.
  ///   - path: Its published path.
  ///   - gradient: Its gradient.
  ///   - learningRate: The rate of this step.
  ///   - gradientDecay: The share of the parameter that is added to the gradient.
  ///   - shrinkage: What the parameter is multiplied by first.
  mutating func update(
    _ parameter: Parameter, _ path: String, _ gradient: Tensor, learningRate: Double,
    gradientDecay: Double, shrinkage: Double
  ) {
    let step = steps[path, default: 0] + 1
    steps[path] = step
    let factors = AdamFactors(
      stepSize: Float(learningRate / (1 - pow(betas.0, Double(step)))),
      varianceScale: Float(1 / (1 - pow(betas.1, Double(step))).squareRoot()),
      meanDecay: Float(betas.0), varianceDecay: Float(betas.1), epsilon: Float(epsilon),
      gradientDecay: Float(gradientDecay), shrinkage: Float(shrinkage))
    parameter.update { value in
      value.withUnsafeMutableBufferPointer { x in
        gradient.withUnsafeBufferPointer { gradient in
          means[path, default: .zeros(parameter.shape)].withUnsafeMutableBufferPointer { mean in
            variances[path, default: .zeros(parameter.shape)].withUnsafeMutableBufferPointer {
              updateAdam(x, mean: mean, variance: $0, gradient: gradient, factors)
            }
          }
        }
      }
    }
  }
}

import Foundation
import Layers
import Optimizers
import Tensors

/// The exponential moving average of a network over the steps of its training.
///
/// It holds the parameters and the running statistics of batch normalization; what else a network
/// remembers, such as spectral vectors, is always the newest. Early steps count less: the average of
/// the first n is of about the last n / 10.
///
/// Source: Yazıcı et al., "The Unusual Effectiveness of Averaging in GAN Training", section 3.
/// https://arxiv.org/abs/1806.04498
struct MovingAverage {
  /// The share of the average that remains after a step.
  let decay: Double
  private var tensors: [String: Tensor] = [:]
  private var stepCount = 0

  init(decay: Double) {
    self.decay = decay
  }

  /// What has to be saved to go on.
  var state: OptimizerState {
    get { OptimizerState(tensors: tensors, counters: tensors.isEmpty ? [:] : ["steps": stepCount]) }
    set { (tensors, stepCount) = (newValue.tensors, newValue.counters["steps"] ?? 0) }
  }

  /// Takes a step of the network into the average.
  mutating func update(_ network: some Module) {
    stepCount += 1
    let decay = Float(min(decay, Double(1 + stepCount) / Double(10 + stepCount)))
    for (path, entry) in averaged(network) {
      let value = entry.value
      tensors[path] = tensors[path].map { $0 * decay + value * (1 - decay) } ?? value
    }
  }

  /// Puts the average into the network.
  ///
  /// - Parameter network: The network.
  /// - Returns: What stood there.
  @discardableResult
  func replace(_ network: some Module) -> [(entry: StateEntry, value: Tensor)] {
    averaged(network).compactMap { path, entry in
      guard let average = tensors[path] else { return nil }
      let value = entry.value
      entry.assign(average)
      return (entry, value)
    }
  }

  private func averaged(_ network: some Module) -> [(path: String, entry: StateEntry)] {
    network.state.filter { path, entry in
      if case .parameter = entry { return true }
      return path.hasSuffix(".running_mean") || path.hasSuffix(".running_var")
    }
  }
}

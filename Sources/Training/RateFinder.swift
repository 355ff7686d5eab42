import Foundation
import Images
import Layers
import Optimizers
import Tensors

/// Trains for a few steps with growing learning rates, to see which are too small and too large.
///
/// Source: Smith, "Cyclical Learning Rates for Training Neural Networks", 2017, section 3.3.
public struct RateFinder: Sendable {
  /// The learning rates that were tried, growing by a constant factor.
  public let rates: [Double]
  /// The loss at each rate, smoothed over the steps before.
  public let losses: [Double]

  /// The rate at which the loss falls fastest; nil if it never fell.
  public var suggestion: Double? {
    let window = 3
    guard rates.count > 2 * window else { return nil }
    let slopes = (window..<rates.count - window).map { index in
      (index, losses[index + window] - losses[index - window])
    }
    return slopes.min { $0.1 < $1.1 }.flatMap { $0.1 < 0 ? rates[$0.0] : nil }
  }

  /// Tries learning rates; the parameters are as before afterwards.
  ///
  /// - Parameters:
  ///   - model: What is trained.
  ///   - optimizer: What changes its parameters; its state is not changed.
  ///   - batches: The data; batches of the first epochs are used.
  ///   - range: The smallest and the largest rate, for the group with the largest one.
  ///   - stepCount: The number of rates.
  ///   - seed: What dropout follows from.
  ///   - gradientNormLimit: The largest norm of all gradients together.
  ///   - gradientValueLimit: The largest magnitude of an element of a gradient.
  ///   - loss: Computes the mean loss of a batch.
  /// - Throws: What reading the data or `loss` throws.
  public init<Model: Module, Batch: TrainingBatch>(
    _ model: Model, _ optimizer: any Optimizer, batches: BatchSource<Batch>,
    range: ClosedRange<Double> = 1e-6...1, stepCount: Int = 60, seed: UInt64 = 1,
    gradientNormLimit: Float? = nil, gradientValueLimit: Float? = nil,
    loss: (Model, Batch) throws -> Tensor
  ) async throws {
    let before = model.state.map { ($0.entry, $0.entry.value) }
    defer { for (entry, value) in before { entry.assign(value) } }
    var optimizer = optimizer
    let base = optimizer.groups.map(\.learningRate).max() ?? 1
    var (rates, losses): ([Double], [Double]) = ([], [])
    var mean = 0.0
    search: for epoch in 0..<stepCount {
      for try await batch in batches.epoch(epoch) {
        let share = Double(rates.count) / Double(max(1, stepCount - 1))
        let rate = range.lowerBound * pow(range.upperBound / range.lowerBound, share)
        optimizer.rateFactor = rate / base
        var (value, gradients) = try withSeed(seed &+ UInt64(rates.count)) {
          try model.valueAndGradients { try loss($0, batch) }
        }
        let current = Double(value.item())
        guard current.isFinite else { break search }
        gradients.clip(toValue: gradientValueLimit, norm: gradientNormLimit)
        optimizer.step(gradients)
        mean = 0.8 * mean + 0.2 * current
        rates.append(rate)
        losses.append(mean / (1 - pow(0.8, Double(rates.count))))
        let isExploding = losses.count > 10 && current > 4 * (losses.min() ?? current)
        if rates.count == stepCount || isExploding { break search }
      }
    }
    self.rates = rates
    self.losses = losses
  }
}

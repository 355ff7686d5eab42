import Layers
import Tensors

/// A linear layer, a leaky ReLU, then batch normalization or dropout.
///
/// - Input: `[N, in]`.
/// - Output: `[N, out]`.
final class ConnectedBlock: Layer {
  private let block: Sequential

  /// Creates a block; without a rate of dropout it normalizes.
  init(_ input: Int, _ output: Int, dropoutRate: Float?) {
    block = Sequential {
      Linear(input, output)
      LeakyReLU()
      if let dropoutRate {
        Dropout(rate: dropoutRate)
      } else {
        BatchNorm2d(output)
      }
    }
  }

  var children: [Child] { [.module("block", block)] }

  func callAsFunction(_ x: Tensor) -> Tensor { block(x) }
}

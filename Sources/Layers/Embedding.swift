import Tensors

/// A table of vectors, one for each id.
///
/// - Input: ids `[N, L]`, each in `0..<count`.
/// - Output: `[N, L, E]`.
public final class Embedding: Module {
  /// The vectors, `[count, E]`; a language model may share them with its decoder.
  public let weight: Parameter

  /// Creates a table of normal random numbers.
  ///
  /// - Parameters:
  ///   - count: The number of ids.
  ///   - size: The length of a vector.
  ///   - deviation: The deviation of the numbers.
  public init(_ count: Int, _ size: Int, deviation: Float = 1) {
    weight = Parameter([count, size], .normal(deviation: deviation))
  }

  /// The table.
  public var children: [Child] { [.parameter("weight", weight)] }

  /// The vectors of ids.
  public func callAsFunction(_ ids: IntTensor) -> Tensor {
    weight.value.gathered(ids, axis: 0)
  }
}

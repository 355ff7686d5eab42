import Tensors

/// How a tensor of the reference figures is laid out there, and thus how it becomes ours.
public enum PublishedLayout: Sendable {
  /// As ours.
  case same
  /// `[N, C, …]`, ours is `[N, …, C]`.
  case channelsFirst
  /// `[out, in, k…]` or, transposed, `[in, out, k…]`; ours is `[k…, in, out]` or `[k…, out, in]`.
  case filters

  /// The published axis that each of our axes is.
  func permutation(rank: Int) -> [Int] {
    switch self {
    case .same: Array(0..<rank)
    case .channelsFirst: rank < 3 ? Array(0..<rank) : [0] + Array(2..<rank) + [1]
    case .filters: Array(2..<rank) + [1, 0]
    }
  }

  /// A published tensor in our layout.
  public func ours(_ tensor: Tensor) -> Tensor {
    permuted(tensor, permutation(rank: tensor.rank))
  }
}

/// The plain reference of a permutation of axes: axis `i` of the result is axis `axes[i]`.
public func permuted(_ tensor: Tensor, _ axes: [Int]) -> Tensor {
  let shape = axes.map { tensor.shape[$0] }
  var strides = [Int](repeating: 1, count: tensor.rank)
  for axis in stride(from: tensor.rank - 2, through: 0, by: -1) {
    strides[axis] = strides[axis + 1] * tensor.shape[axis + 1]
  }
  let scalars = tensor.scalars
  return Tensor(
    (0..<tensor.count).map { index in
      var rest = index
      var source = 0
      for axis in stride(from: axes.count - 1, through: 0, by: -1) {
        source += rest % shape[axis] * strides[axes[axis]]
        rest /= shape[axis]
      }
      return scalars[source]
    }, shape: shape)
}

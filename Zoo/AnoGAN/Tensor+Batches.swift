import Tensors

extension Tensor {
  /// The items in parts of at most `size`.
  func inBatches(of size: Int) -> [Tensor] {
    let count = shape[0]
    return stride(from: 0, to: count, by: Swift.max(1, size)).map { start in
      sliced(axis: 0, range: start..<Swift.min(count, start + Swift.max(1, size)))
    }
  }
}

import Kernels

extension Tensor {
  /// The same elements in another shape.
  ///
  /// - Parameter shape: As many elements; one extent may be -1 and follows from the others.
  /// - Returns: The same elements; nothing is copied.
  public func reshaped(_ shape: [Int]) -> Tensor {
    let known = shape.reduce(1) { $1 == -1 ? $0 : $0 * $1 }
    let isOpen = shape.contains(-1)
    let inferred = isOpen && known > 0 ? count / known : 0
    let target = shape.map { $0 == -1 ? inferred : $0 }
    guard target.reduce(1, *) == count, target.allSatisfy({ $0 >= 0 }),
      shape.count(where: { $0 == -1 }) <= 1
    else { trap("reshaped: \(self.shape) does not fill \(shape)") }
    let original = self.shape
    return .recording(withShape(target), [self]) { gradient, _ in [gradient.withShape(original)] }
  }

  /// The axes in another order: axis `i` of the result is axis `permutation[i]`.
  ///
  /// - Parameter permutation: Each axis once, from the end if negative.
  /// - Returns: The elements in their new order.
  public func transposed(_ permutation: [Int]) -> Tensor {
    let axes = permutation.map { normalizedAxis($0, "transposed") }
    guard axes.count == rank, Set(axes).count == rank else {
      trap("transposed: \(permutation) is no permutation of the axes of \(shape)")
    }
    var inverse = axes
    for (position, axis) in axes.enumerated() { inverse[axis] = position }
    let order = inverse
    return .recording(permuted(axes), [self]) { gradient, _ in [gradient.permuted(order)] }
  }

  /// The last two axes exchanged.
  public func transposed() -> Tensor {
    guard rank >= 2 else { trap("transposed: \(shape) has no two axes") }
    return transposed(Array(0..<rank - 2) + [rank - 1, rank - 2])
  }

  private func permuted(_ axes: [Int]) -> Tensor {
    withUnsafeBufferPointer { x in
      Tensor(shape: axes.map { shape[$0] }) {
        permuteAxes(x, shape: shape, permutation: axes, into: $0)
      }
    }
  }

  /// A new axis of extent 1.
  ///
  /// - Parameter axis: Its place in the result, from the end if negative.
  /// - Returns: One rank more; nothing is copied.
  public func expanded(axis: Int) -> Tensor {
    let place = axis < 0 ? axis + rank + 1 : axis
    guard (0...rank).contains(place) else {
      trap("expanded: \(shape) takes no further axis at \(axis)")
    }
    var target = shape
    target.insert(1, at: place)
    return reshaped(target)
  }

  /// The tensor without an axis of extent 1.
  ///
  /// - Parameter axis: The axis, from the end if negative.
  /// - Returns: One rank less; nothing is copied.
  public func squeezed(axis: Int) -> Tensor {
    let place = normalizedAxis(axis, "squeezed")
    guard shape[place] == 1 else { trap("squeezed: axis \(axis) of \(shape) is not 1") }
    var target = shape
    target.remove(at: place)
    return reshaped(target)
  }

  /// Feature maps as rows in the published order, channel first: `[N, …, C]` → `[N, C · …]`.
  public func flattenedChannelsFirst() -> Tensor {
    guard rank > 2 else { return self }
    let channelsFirst = transposed([0, rank - 1] + Array(1..<rank - 1))
    return channelsFirst.reshaped([shape[0], count / Swift.max(shape[0], 1)])
  }
}

import Kernels

extension Tensor {
  /// The results of an operation on pairs of elements, broadcast as numpy does; no gradient.
  func combined(_ operation: BinaryOperation, _ other: Tensor) -> Tensor {
    guard let broadcast = Broadcast(shape, other.shape) else {
      trap("\(operation): the shapes \(shape) and \(other.shape) do not broadcast")
    }
    return withUnsafeBufferPointer { a in
      other.withUnsafeBufferPointer { b in
        Tensor(shape: broadcast.shape) { operation.apply(a, b, broadcast, into: $0) }
      }
    }
  }

  /// The elements repeated to a shape that this one broadcasts to.
  ///
  /// - Parameter target: The shape; its trailing axes equal ours, or ours are 1.
  /// - Returns: The elements in the shape `target`.
  public func broadcasted(to target: [Int]) -> Tensor {
    guard target != shape else { return self }
    guard let broadcast = Broadcast(shape, target, repeatsSecond: true), broadcast.shape == target
    else { trap("broadcasted: \(shape) does not broadcast to \(target)") }
    let value = withUnsafeBufferPointer { x in
      Tensor(1).withUnsafeBufferPointer { one in
        Tensor(shape: target) { BinaryOperation.multiply.apply(x, one, broadcast, into: $0) }
      }
    }
    let original = shape
    return .recording(value, [self]) { gradient, _ in [gradient.summed(to: original)] }
  }

  /// The sums over the axes along which `target` was repeated to give this shape.
  func summed(to target: [Int]) -> Tensor {
    guard target != shape else { return self }
    let added = rank - target.count
    let axes = shape.indices.filter { $0 < added || target[$0 - added] != shape[$0] }
    return reduced(.sum, axes: axes).withShape(target)
  }
}

import Kernels

extension Tensor {
  /// The positions of an axis that indices name: an embedding, for axis 0.
  ///
  /// - Parameters:
  ///   - indices: Positions along the axis; gradients of repeated ones add up, in their order.
  ///   - axis: The axis that the shape of `indices` replaces, from the end if negative.
  /// - Returns: The shape with the axis replaced by the shape of `indices`.
  public func gathered(_ indices: IntTensor, axis: Int) -> Tensor {
    let axis = normalizedAxis(axis, "gathered")
    let count = shape[axis]
    let outer = shape[..<axis].reduce(1, *)
    let inner = shape[(axis + 1)...].reduce(1, *)
    if let wrong = indices.scalars.first(where: { $0 < 0 || $0 >= count }) {
      trap("gathered: index \(wrong) is not within axis \(axis) of \(shape)")
    }
    let original = shape
    let target = shape[..<axis] + indices.shape + shape[(axis + 1)...]
    let value = withUnsafeBufferPointer { x in
      Tensor(shape: Array(target)) {
        gather(x, indices: indices.scalars, outer: outer, count: count, inner: inner, into: $0)
      }
    }
    return .recording(value, [self]) { gradient, _ in
      let result = gradient.withUnsafeBufferPointer { gradient in
        Tensor(shape: original) {
          scatterSum(
            gradient, indices: indices.scalars, outer: outer, count: count, inner: inner, into: $0)
        }
      }
      return [result]
    }
  }
}

extension IntTensor {
  /// Rows of zeros with a 1 at the place that each element names: `[…]` → `[…, classCount]`.
  public func oneHot(classCount: Int) -> Tensor {
    if let wrong = scalars.first(where: { $0 < 0 || $0 >= classCount }) {
      trap("oneHot: \(wrong) is not one of \(classCount) classes")
    }
    return Tensor(shape: shape + [classCount]) { buffer in
      fill(buffer, with: 0)
      for (row, label) in scalars.enumerated() { buffer[row * classCount + label] = 1 }
    }
  }
}

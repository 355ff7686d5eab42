import Kernels

extension Tensor {
  /// The box of elements at an origin, cut out.
  private func box(at origin: [Int], extent: [Int]) -> Tensor {
    guard extent != shape else { return detached }
    return withUnsafeBufferPointer { x in
      Tensor(shape: extent) {
        copyBox(x, Box(in: shape, at: origin), into: $0, Box(whole: extent), extent: extent)
      }
    }
  }

  /// The elements within a larger array of one value.
  private func placed(at origin: [Int], in target: [Int], around value: Float) -> Tensor {
    guard target != shape else { return detached }
    return withUnsafeBufferPointer { x in
      Tensor(shape: target) {
        fill($0, with: value)
        copyBox(x, Box(whole: shape), into: $0, Box(in: target, at: origin), extent: shape)
      }
    }
  }

  /// A range of positions along an axis.
  ///
  /// - Parameters:
  ///   - axis: The axis, from the end if negative.
  ///   - range: The positions that stay.
  /// - Returns: The same rank, with the extent `range.count` along the axis.
  public func sliced(axis: Int, range: Range<Int>) -> Tensor {
    let axis = normalizedAxis(axis, "sliced")
    guard range.lowerBound >= 0, range.upperBound <= shape[axis] else {
      trap("sliced: \(range) is not within axis \(axis) of \(shape)")
    }
    var origin = [Int](repeating: 0, count: rank)
    var extent = shape
    origin[axis] = range.lowerBound
    extent[axis] = range.count
    let (original, start) = (shape, origin)
    return .recording(box(at: origin, extent: extent), [self]) { gradient, _ in
      [gradient.placed(at: start, in: original, around: 0)]
    }
  }

  /// One position of the first axis, which the result lacks.
  public subscript(row: Int) -> Tensor {
    guard rank > 0, (0..<shape[0]).contains(row) else { trap("row \(row) of \(shape)") }
    return sliced(axis: 0, range: row..<row + 1).reshaped(Array(shape.dropFirst()))
  }

  /// A range of positions of the first axis.
  public subscript(rows: Range<Int>) -> Tensor { sliced(axis: 0, range: rows) }

  /// Pieces of given extents along an axis.
  ///
  /// - Parameters:
  ///   - counts: The extents, which add up to that of the axis.
  ///   - axis: The axis, from the end if negative.
  /// - Returns: As many tensors as `counts` has elements.
  public func split(_ counts: [Int], axis: Int) -> [Tensor] {
    let axis = normalizedAxis(axis, "split")
    guard counts.reduce(0, +) == shape[axis] else {
      trap("split: \(counts) do not add up to axis \(axis) of \(shape)")
    }
    var start = 0
    return counts.map { count in
      defer { start += count }
      return sliced(axis: axis, range: start..<start + count)
    }
  }

  /// The elements with a border of one value.
  ///
  /// - Parameters:
  ///   - padding: For each axis how much goes before and after.
  ///   - value: The elements of the border.
  /// - Returns: Each extent grown by its two borders.
  public func padded(_ padding: [(before: Int, after: Int)], value: Float = 0) -> Tensor {
    guard padding.count == rank, padding.allSatisfy({ $0.before >= 0 && $0.after >= 0 }) else {
      trap("padded: \(padding) is no border of \(shape)")
    }
    let origin = padding.map(\.before)
    let target = zip(shape, padding).map { $0 + $1.before + $1.after }
    let original = shape
    return .recording(placed(at: origin, in: target, around: value), [self]) { gradient, _ in
      [gradient.box(at: origin, extent: original)]
    }
  }
}

/// Joins tensors along an axis.
///
/// - Parameters:
///   - tensors: At least one; of the same extents along the other axes.
///   - axis: The axis along which they follow one another, from the end if negative.
/// - Returns: The tensors one after the other.
public func concatenate(_ tensors: [Tensor], axis: Int) -> Tensor {
  guard let first = tensors.first else { trap("concatenate: no tensors") }
  let axis = first.normalizedAxis(axis, "concatenate")
  var target = first.shape
  target[axis] = tensors.reduce(0) { $0 + ($1.rank > axis ? $1.shape[axis] : 0) }
  for tensor in tensors {
    var others = tensor.shape
    if others.count == target.count { others[axis] = target[axis] }
    guard others == target else {
      trap("concatenate: \(first.shape) and \(tensor.shape) along axis \(axis)")
    }
  }
  let result = Tensor(shape: target) { buffer in
    var origin = target.map { _ in 0 }
    for tensor in tensors {
      tensor.withUnsafeBufferPointer { x in
        copyBox(
          x, Box(whole: tensor.shape), into: buffer, Box(in: target, at: origin),
          extent: tensor.shape)
      }
      origin[axis] += tensor.shape[axis]
    }
  }
  let counts = tensors.map { $0.shape[axis] }
  return .recording(result, tensors) { gradient, needed in
    zip(gradient.split(counts, axis: axis), needed).map { $1 ? $0 : nil }
  }
}

/// Joins tensors of one shape along a new axis.
///
/// - Parameters:
///   - tensors: At least one.
///   - axis: The place of the new axis in the result, from the end if negative.
/// - Returns: One rank more, with the extent `tensors.count` along the new axis.
public func stacked(_ tensors: [Tensor], axis: Int = 0) -> Tensor {
  concatenate(tensors.map { $0.expanded(axis: axis) }, axis: axis)
}

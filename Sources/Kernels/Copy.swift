/// A box of elements within a larger array.
public struct Box: Sendable {
  /// The shape of the array.
  public let shape: [Int]
  /// Where the box begins.
  public let origin: [Int]

  /// Creates a box.
  public init(in shape: [Int], at origin: [Int]) {
    self.shape = shape
    self.origin = origin
  }

  /// The box that is the whole array.
  public init(whole shape: [Int]) {
    self.init(in: shape, at: [Int](repeating: 0, count: shape.count))
  }
}

/// Copies a box of one array to a box of another.
///
/// - Parameters:
///   - x: The array that is read.
///   - source: Where the box lies in it.
///   - y: The array that is written, elsewhere unchanged.
///   - target: Where the box lies there.
///   - extent: The extents of the box, within both.
public func copyBox(
  _ x: UnsafeBufferPointer<Float>, _ source: Box, into y: UnsafeMutableBufferPointer<Float>,
  _ target: Box, extent: [Int]
) {
  guard let from = x.baseAddress, let to = y.baseAddress, extent.reduce(1, *) > 0 else { return }
  // The trailing axes that are whole in both form, with the next, one contiguous piece.
  var axis = extent.count - 1
  var width = 1
  while axis >= 0 {
    width *= extent[axis]
    guard extent[axis] == source.shape[axis], extent[axis] == target.shape[axis] else { break }
    axis -= 1
  }
  let outer = extent.prefix(max(axis, 0))
  let (fromStrides, toStrides) = (strides(of: source.shape), strides(of: target.shape))
  let fromStart = zip(source.origin, fromStrides).reduce(0) { $0 + $1.0 * $1.1 }
  let toStart = zip(target.origin, toStrides).reduce(0) { $0 + $1.0 * $1.1 }
  let rows = outer.reduce(1, *)
  guard rows > 1 else {
    return parallel(over: width, minimumPerThread: 65536) { range in
      (to + toStart + range.lowerBound).update(
        from: from + fromStart + range.lowerBound, count: range.count)
    }
  }
  parallel(over: rows, minimumPerThread: max(1, 32768 / width)) { range in
    for row in range {
      var rest = row
      var (fromOffset, toOffset) = (fromStart, toStart)
      for axis in outer.indices.reversed() where outer[axis] > 1 {
        let (quotient, position) = rest.quotientAndRemainder(dividingBy: outer[axis])
        fromOffset += position * fromStrides[axis]
        toOffset += position * toStrides[axis]
        rest = quotient
      }
      (to + toOffset).update(from: from + fromOffset, count: width)
    }
  }
}

/// The distance between neighbours along each axis of a contiguous array.
func strides(of shape: [Int]) -> [Int] {
  var strides = [Int](repeating: 1, count: shape.count)
  for axis in stride(from: shape.count - 2, through: 0, by: -1) {
    strides[axis] = strides[axis + 1] * shape[axis + 1]
  }
  return strides
}

/// Sets every element.
public func fill(_ y: UnsafeMutableBufferPointer<Float>, with value: Float) {
  guard let start = y.baseAddress else { return }
  parallel(over: y.count, minimumPerThread: 65536) { range in
    (start + range.lowerBound).update(repeating: value, count: range.count)
  }
}

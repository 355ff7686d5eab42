import Kernels

extension Tensor {
  /// The axes with one moved to the end, and back.
  private func movingLast(_ axis: Int) -> (there: [Int], back: [Int]) {
    var there = Array(shape.indices)
    there.remove(at: axis)
    there.append(axis)
    var back = Array(shape.indices.dropLast())
    back.insert(rank - 1, at: axis)
    return (there, back)
  }

  /// The place of the largest element along an axis, which the result lacks; the first of equals.
  ///
  /// - Parameter axis: The axis, from the end if negative.
  /// - Returns: Positions along the axis.
  public func argmax(axis: Int = -1) -> IntTensor {
    let axis = normalizedAxis(axis, "argmax")
    let count = shape[axis]
    guard count > 0 else { trap("argmax: axis \(axis) of \(shape) is empty") }
    let x = axis == rank - 1 ? detached : detached.transposed(movingLast(axis).there)
    let places = x.withUnsafeBufferPointer {
      placesOfLargest($0, rows: $0.count / count, count: count)
    }
    return IntTensor(places, shape: Array(x.shape.dropLast()))
  }

  /// The `k` largest elements along an axis, the largest first; of equals the first.
  ///
  /// - Parameters:
  ///   - k: How many, at most the extent of the axis.
  ///   - axis: The axis, from the end if negative.
  /// - Returns: The elements and their positions along the axis, both with the extent `k` there.
  public func topK(_ k: Int, axis: Int = -1) -> (values: Tensor, indices: IntTensor) {
    let axis = normalizedAxis(axis, "topK")
    guard (0...shape[axis]).contains(k) else {
      trap("topK: axis \(axis) of \(shape) has no \(k) elements")
    }
    guard axis < rank - 1 else { return topKOfRows(k) }
    let (there, back) = movingLast(axis)
    let (values, indices) = transposed(there).topKOfRows(k)
    let places = Tensor(indices.scalars.map { Float($0) }, shape: indices.shape)
    let moved = places.transposed(back)
    return (values.transposed(back), IntTensor(moved.scalars.map { Int($0) }, shape: moved.shape))
  }

  private func topKOfRows(_ k: Int) -> (values: Tensor, indices: IntTensor) {
    let original = shape
    let count = shape[rank - 1]
    let target = Array(shape.dropLast()) + [k]
    let places = withUnsafeBufferPointer {
      placesOfLargest(k, of: $0, rows: count == 0 ? 0 : $0.count / count, count: count)
    }
    let value = withUnsafeBufferPointer { x in
      Tensor(shape: target) { (values: UnsafeMutableBufferPointer<Float>) in
        for (item, place) in places.enumerated() { values[item] = x[item / k * count + place] }
      }
    }
    let values = Tensor.recording(value, [self]) { gradient, _ in
      let result = gradient.withUnsafeBufferPointer { gradient in
        Tensor(shape: original) { (result: UnsafeMutableBufferPointer<Float>) in
          fill(result, with: 0)
          for (item, place) in places.enumerated() {
            result[item / k * count + place] = gradient[item]
          }
        }
      }
      return [result]
    }
    return (values, IntTensor(places, shape: target))
  }
}

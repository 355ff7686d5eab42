import Kernels

extension Tensor {
  /// The index of an axis that may be counted from the end.
  func normalizedAxis(_ axis: Int, _ operation: StaticString) -> Int {
    let normalized = axis < 0 ? axis + rank : axis
    guard shape.indices.contains(normalized) else {
      trap("\(operation): \(shape) has no axis \(axis)")
    }
    return normalized
  }

  /// The distinct indices of axes, all for nil, in order.
  private func normalizedAxes(_ axes: [Int]?, _ operation: StaticString) -> [Int] {
    guard let axes else { return Array(shape.indices) }
    let normalized = axes.map { normalizedAxis($0, operation) }.sorted()
    guard Set(normalized).count == axes.count else {
      trap("\(operation): an axis is named twice in \(axes)")
    }
    return normalized
  }

  /// The shape with extents of 1 for the axes, or without them.
  private func shape(reducing axes: [Int], keepDims: Bool) -> [Int] {
    keepDims
      ? shape.indices.map { axes.contains($0) ? 1 : shape[$0] }
      : shape.indices.filter { !axes.contains($0) }.map { shape[$0] }
  }

  /// The reduction over sorted axes, which become extents of 1; no gradient.
  func reduced(_ reduction: Reduction, axes: [Int]) -> Tensor {
    var result = detached
    var last = axes.count - 1
    while last >= 0 {
      var first = last
      while first > 0, axes[first - 1] == axes[first] - 1 { first -= 1 }
      result = result.reduced(reduction, over: axes[first]...axes[last])
      last = first - 1
    }
    return result
  }

  /// The reduction over neighbouring axes.
  private func reduced(_ reduction: Reduction, over axes: ClosedRange<Int>) -> Tensor {
    let count = shape[axes].reduce(1, *)
    let outer = shape[..<axes.lowerBound].reduce(1, *)
    let inner = shape[(axes.upperBound + 1)...].reduce(1, *)
    let result = shape.indices.map { axes.contains($0) ? 1 : shape[$0] }
    guard count != 1 else { return withShape(result) }
    return withUnsafeBufferPointer { x in
      Tensor(shape: result) {
        reduction.apply(to: x, outer: outer, count: count, inner: inner, into: $0)
      }
    }
  }

  /// The sum over axes.
  ///
  /// - Parameters:
  ///   - axes: The axes that are summed over, from the end if negative; all by default.
  ///   - keepDims: Whether they stay, with the extent 1.
  /// - Returns: The sums; a scalar for all axes.
  public func sum(axes: [Int]? = nil, keepDims: Bool = false) -> Tensor {
    let axes = normalizedAxes(axes, "sum")
    let (original, kept) = (shape, shape(reducing: axes, keepDims: true))
    let value = reduced(.sum, axes: axes).withShape(shape(reducing: axes, keepDims: keepDims))
    return .recording(value, [self]) { gradient, _ in
      [gradient.withShape(kept).broadcasted(to: original)]
    }
  }

  /// The mean over axes.
  ///
  /// - Parameters:
  ///   - axes: The axes that are averaged over, from the end if negative; all by default.
  ///   - keepDims: Whether they stay, with the extent 1.
  /// - Returns: The means; a scalar for all axes.
  public func mean(axes: [Int]? = nil, keepDims: Bool = false) -> Tensor {
    let count = normalizedAxes(axes, "mean").reduce(1) { $0 * shape[$1] }
    return sum(axes: axes, keepDims: keepDims) / Float(count)
  }

  /// The mean squared deviation from the mean over axes.
  ///
  /// - Parameters:
  ///   - axes: The axes, from the end if negative; all by default.
  ///   - keepDims: Whether they stay, with the extent 1.
  ///   - unbiased: Whether the sum is divided by one less than the number of elements.
  /// - Returns: The variances; a scalar for all axes.
  public func variance(
    axes: [Int]? = nil, keepDims: Bool = false, unbiased: Bool = false
  ) -> Tensor {
    let count = normalizedAxes(axes, "variance").reduce(1) { $0 * shape[$1] }
    let deviations = self - mean(axes: axes, keepDims: true)
    return deviations.square().sum(axes: axes, keepDims: keepDims)
      / Float(unbiased ? count - 1 : count)
  }

  /// The largest element over axes; equals share the gradient.
  ///
  /// - Parameters:
  ///   - axes: The axes, from the end if negative; all by default.
  ///   - keepDims: Whether they stay, with the extent 1.
  /// - Returns: The largest elements; a scalar for all axes.
  public func max(axes: [Int]? = nil, keepDims: Bool = false) -> Tensor {
    extreme(.largest, normalizedAxes(axes, "max"), keepDims)
  }

  /// The smallest element over axes; equals share the gradient.
  ///
  /// - Parameters:
  ///   - axes: The axes, from the end if negative; all by default.
  ///   - keepDims: Whether they stay, with the extent 1.
  /// - Returns: The smallest elements; a scalar for all axes.
  public func min(axes: [Int]? = nil, keepDims: Bool = false) -> Tensor {
    extreme(.smallest, normalizedAxes(axes, "min"), keepDims)
  }

  private func extreme(_ reduction: Reduction, _ axes: [Int], _ keepDims: Bool) -> Tensor {
    guard axes.allSatisfy({ shape[$0] > 0 }) else {
      trap("\(reduction): \(shape) has no elements along the axes \(axes)")
    }
    let x = detached
    let kept = reduced(reduction, axes: axes)
    let value = kept.withShape(shape(reducing: axes, keepDims: keepDims))
    return .recording(value, [self]) { gradient, _ in
      let isExtreme = x == kept
      let share = gradient.withShape(kept.shape) / isExtreme.reduced(.sum, axes: axes)
      return [isExtreme * share]
    }
  }
}

import CKernels

/// Permutes the axes: axis `i` of `y` is axis `permutation[i]` of `x`.
///
/// - Parameters:
///   - x: The elements of `shape`.
///   - shape: The extents of `x`.
///   - permutation: Each axis once.
///   - y: The same elements in their new order; not `x`.
public func permuteAxes(
  _ x: UnsafeBufferPointer<Float>, shape: [Int], permutation: [Int],
  into y: UnsafeMutableBufferPointer<Float>
) {
  guard let source = x.baseAddress, let target = y.baseAddress, y.count > 0 else { return }
  let axes = mergedAxes(shape, permutation)
  guard let last = axes.last, last.from > 1 else {
    return copyRows(axes, source, target, count: y.count)
  }
  // The axis that is contiguous in `x` and the one that is contiguous in `y` span the squares.
  guard let fast = axes.firstIndex(where: { $0.from == 1 }),
    let kernel = zoo_transpose().pointee.transpose
  else { return }
  var outer = axes
  outer.removeLast()
  outer.remove(at: fast)
  let isLarge: Int32 = y.count >= 1 << 21 ? 1 : 0
  // The rows of `x` are cut into bands, so that there is work for every thread.
  let band = 64
  let bands = (last.count + band - 1) / band
  let columns = axes[fast]
  let items = outer.reduce(1) { $0 * $1.count } * bands
  parallel(
    over: items, minimumPerThread: max(1, 16384 / (min(band, last.count) * columns.count))
  ) { range in
    for item in range {
      var (rest, index) = item.quotientAndRemainder(dividingBy: bands)
      var from = index * band * last.from
      var to = index * band
      for axis in outer.reversed() {
        let (quotient, position) = rest.quotientAndRemainder(dividingBy: axis.count)
        from += position * axis.from
        to += position * axis.to
        rest = quotient
      }
      index *= band
      kernel(
        source + from, last.from, target + to, columns.to, min(band, last.count - index),
        columns.count, isLarge)
    }
  }
}

/// An axis of the result: its extent, and what a step along it is in the source and the result.
private struct MovedAxis {
  var count: Int
  var from: Int
  var to: Int
}

/// The axes of the result without those of extent 1, neighbours merged where they were neighbours.
private func mergedAxes(_ shape: [Int], _ permutation: [Int]) -> [MovedAxis] {
  let strides = strides(of: shape)
  var axes: [MovedAxis] = []
  for axis in permutation where shape[axis] != 1 {
    if let last = axes.last, last.from == strides[axis] * shape[axis] {
      axes[axes.count - 1].count *= shape[axis]
      axes[axes.count - 1].from = strides[axis]
    } else {
      axes.append(MovedAxis(count: shape[axis], from: strides[axis], to: 1))
    }
  }
  var step = 1
  for index in axes.indices.reversed() {
    axes[index].to = step
    step *= axes[index].count
  }
  return axes
}

/// Copies rows that are contiguous in both.
private func copyRows(
  _ axes: [MovedAxis], _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>,
  count: Int
) {
  let width = axes.last?.count ?? 1
  let outer = axes.dropLast()
  guard !outer.isEmpty else {
    return parallel(over: count, minimumPerThread: 65536) { range in
      (target + range.lowerBound).update(from: source + range.lowerBound, count: range.count)
    }
  }
  parallel(over: count / width, minimumPerThread: max(1, 16384 / width)) { range in
    for row in range {
      var rest = row
      var from = 0
      for axis in outer.reversed() {
        let (quotient, position) = rest.quotientAndRemainder(dividingBy: axis.count)
        from += position * axis.from
        rest = quotient
      }
      (target + row * width).update(from: source + from, count: width)
    }
  }
}

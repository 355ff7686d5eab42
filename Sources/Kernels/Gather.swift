/// Gathers along the middle axis: `y[o, j, i] = x[o, indices[j], i]`.
///
/// - Parameters:
///   - x: `[outer, count, inner]`.
///   - indices: Positions in `0..<count`.
///   - outer: The product of the extents before the axis.
///   - count: The extent of the axis.
///   - inner: The product of the extents after it.
///   - y: `[outer, indices.count, inner]`.
public func gather(
  _ x: UnsafeBufferPointer<Float>, indices: [Int], outer: Int, count: Int, inner: Int,
  into y: UnsafeMutableBufferPointer<Float>
) {
  guard let x = x.baseAddress, let y = y.baseAddress, inner > 0 else { return }
  parallel(over: outer * indices.count, minimumPerThread: max(1, 16384 / inner)) { range in
    for item in range {
      let (row, index) = item.quotientAndRemainder(dividingBy: indices.count)
      (y + item * inner).update(from: x + (row * count + indices[index]) * inner, count: inner)
    }
  }
}

/// The gradient of `gather`: `into[o, k, i] = Σ gradient[o, j, i]` over `j` with `indices[j] = k`.
///
/// Each sum runs in the order of `j`, so the result is the same each time.
///
/// - Parameters:
///   - gradient: `[outer, indices.count, inner]`.
///   - indices: Positions in `0..<count`.
///   - outer: The product of the extents before the axis.
///   - count: The extent of the axis.
///   - inner: The product of the extents after it.
///   - into: `[outer, count, inner]`.
public func scatterSum(
  _ gradient: UnsafeBufferPointer<Float>, indices: [Int], outer: Int, count: Int, inner: Int,
  into: UnsafeMutableBufferPointer<Float>
) {
  guard let out = into.baseAddress, into.count > 0 else { return }
  let (starts, order) = sortedByPosition(indices, count: count)
  parallel(over: outer * count, minimumPerThread: max(1, 16384 / inner)) { range in
    for item in range {
      let (row, position) = item.quotientAndRemainder(dividingBy: count)
      let sum = UnsafeMutableBufferPointer(start: out + item * inner, count: inner)
      let sources = order[starts[position]..<starts[position + 1]]
      sum.update(repeating: 0)
      for index in sources {
        guard let source = gradient.baseAddress else { return }
        let row = UnsafeBufferPointer(
          start: source + (row * indices.count + index) * inner, count: inner)
        for i in 0..<inner { sum[i] += row[i] }
      }
    }
  }
}

/// The indices `j` in order of `indices[j]`, then of `j`, and where each position's begin.
private func sortedByPosition(_ indices: [Int], count: Int) -> (starts: [Int], order: [Int]) {
  var starts = [Int](repeating: 0, count: count + 1)
  for index in indices { starts[index + 1] += 1 }
  for position in 0..<count { starts[position + 1] += starts[position] }
  var next = starts
  var order = [Int](repeating: 0, count: indices.count)
  for (j, index) in indices.enumerated() {
    order[next[index]] = j
    next[index] += 1
  }
  return (starts, order)
}

import CKernels

/// What becomes of the elements along an axis.
public enum Reduction: Int32, CaseIterable, Sendable {
  case sum, largest, smallest

  /// Reduces the middle axis: `into[o, i] = Σ x[o, r, i]` over `r`, or an extreme.
  ///
  /// The order of a sum depends on the shape alone, not on the number of threads.
  ///
  /// - Parameters:
  ///   - x: `[outer, count, inner]`.
  ///   - outer: The product of the extents before the axis.
  ///   - count: The extent of the axis.
  ///   - inner: The product of the extents after it.
  ///   - into: `[outer, inner]`.
  public func apply(
    to x: UnsafeBufferPointer<Float>, outer: Int, count: Int, inner: Int,
    into: UnsafeMutableBufferPointer<Float>
  ) {
    guard let x = x.baseAddress, let out = into.baseAddress, into.count > 0 else { return }
    guard count > 0 else { return into.update(repeating: start) }
    // Few long rows are cut into chunks, whose results are reduced in turn.
    let width = min(inner, Int(ZOO_COLUMN_TILE))
    let chunk = max(64, Self.chunkElements / width)
    guard outer * inner < Self.chunkElements, count >= 2 * chunk else {
      return reduce(x, outer, count, inner, out)
    }
    let whole = count / chunk
    let rest = count - whole * chunk
    withUnsafeTemporaryAllocation(of: Float.self, capacity: outer * (whole + 1) * inner) {
      partial in
      guard let partial = partial.baseAddress else { return }
      let chunks = rest > 0 ? whole + 1 : whole
      parallel(over: outer * chunks) { range in
        for item in range {
          let (row, index) = item.quotientAndRemainder(dividingBy: chunks)
          reduce(
            x + (row * count + index * chunk) * inner, 1, index < whole ? chunk : rest, inner,
            partial + item * inner)
        }
      }
      reduce(partial, outer, chunks, inner, out)
    }
  }

  private static let chunkElements = 32768

  /// The result of nothing.
  private var start: Float {
    switch self {
    case .sum: 0
    case .largest: -.infinity
    case .smallest: .infinity
    }
  }

  private func reduce(
    _ x: UnsafePointer<Float>, _ outer: Int, _ count: Int, _ inner: Int,
    _ out: UnsafeMutablePointer<Float>
  ) {
    if inner == 1 {
      guard let kernel = zoo_reduce_rows_function(rawValue) else { return }
      return parallel(over: outer, minimumPerThread: max(1, 16384 / count)) { range in
        kernel(x + range.lowerBound * count, count, range.count, count, out + range.lowerBound)
      }
    }
    guard let kernel = zoo_reduce_columns_function(rawValue) else { return }
    let tile = Int(ZOO_COLUMN_TILE)
    let tiles = (inner + tile - 1) / tile
    let minimum = max(1, 16384 / (count * min(inner, tile)))
    parallel(over: outer * tiles, minimumPerThread: minimum) { range in
      for item in range {
        let (row, index) = item.quotientAndRemainder(dividingBy: tiles)
        let column = index * tile
        kernel(
          x + row * count * inner + column, inner, count, min(tile, inner - column),
          out + row * inner + column)
      }
    }
  }
}

/// The sum of `a[i] · b[i]`, over chunks of fixed size in double precision.
public func dot(_ a: UnsafeBufferPointer<Float>, _ b: UnsafeBufferPointer<Float>) -> Double {
  guard let aStart = a.baseAddress, let bStart = b.baseAddress,
    let kernel = zoo_reduce().pointee.dot
  else { return 0 }
  let chunk = 65536
  let chunks = (a.count + chunk - 1) / chunk
  return withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, chunks)) { sums in
    guard let sums = sums.baseAddress else { return 0 }
    parallel(over: chunks) { range in
      for item in range {
        let start = item * chunk
        sums[item] = kernel(aStart + start, bStart + start, min(chunk, a.count - start))
      }
    }
    return (0..<chunks).reduce(0) { $0 + sums[$1] }
  }
}

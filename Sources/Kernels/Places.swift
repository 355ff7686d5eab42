import CKernels

/// The first place of the largest element of each row of `[rows, count]`; a NaN counts as largest.
public func placesOfLargest(_ x: UnsafeBufferPointer<Float>, rows: Int, count: Int) -> [Int] {
  guard let x = x.baseAddress, let kernel = zoo_reduce().pointee.largest_places, rows > 0,
    count > 0
  else { return [] }
  return [Int](unsafeUninitializedCapacity: rows) { places, initializedCount in
    guard let start = places.baseAddress else { return }
    parallel(over: rows, minimumPerThread: max(1, 16384 / count)) { range in
      let first = range.lowerBound
      kernel(x + first * count, range.count, count, start + first)
    }
    initializedCount = rows
  }
}

/// The places of the `k` largest elements of each row of `[rows, count]`, the largest first; of
/// equals the first.
public func placesOfLargest(
  _ k: Int, of x: UnsafeBufferPointer<Float>, rows: Int, count: Int
) -> [Int] {
  guard k > 0, rows > 0, let x = x.baseAddress else { return [] }
  return [Int](unsafeUninitializedCapacity: rows * k) { places, initializedCount in
    guard let start = places.baseAddress else { return }
    parallel(over: rows, minimumPerThread: max(1, 4096 / count)) { range in
      for row in range { insertLargest(k, x + row * count, count, into: start + row * k) }
    }
    initializedCount = rows * k
  }
}

/// Keeps the `k` best places sorted: an element moves before all that are smaller.
private func insertLargest(
  _ k: Int, _ x: UnsafePointer<Float>, _ count: Int, into best: UnsafeMutablePointer<Int>
) {
  for place in 0..<count {
    let isFull = place >= k
    if isFull, !(x[place] > x[best[k - 1]]) { continue }
    var slot = isFull ? k - 1 : place
    while slot > 0, x[place] > x[best[slot - 1]] {
      best[slot] = best[slot - 1]
      slot -= 1
    }
    best[slot] = place
  }
}

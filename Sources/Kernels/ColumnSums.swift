/// Two sums for each channel over many rows, in double precision and a fixed order.
///
/// Rows are shared among a number of parts that depends on the shape alone: the same sums with any
/// number of threads.
///
/// - Parameters:
///   - rowCount: The number of rows.
///   - channels: The number of channels.
///   - body: Adds the sums over some rows to two arrays of `channels` elements.
/// - Returns: The sums, one element a channel.
func columnSums(
  rowCount: Int, channels: Int,
  _ body: (
    _ rows: Range<Int>, _ first: UnsafeMutablePointer<Double>,
    _ second: UnsafeMutablePointer<Double>
  ) -> Void
) -> (first: [Double], second: [Double]) {
  let partCount = max(1, min(16, rowCount * channels / 8192))
  var sums = [Double](repeating: 0, count: 2 * channels * partCount)
  sums.withUnsafeMutableBufferPointer { sums in
    guard let base = sums.baseAddress else { return }
    parallel(over: partCount) { parts in
      for part in parts {
        let first = base + 2 * channels * part
        let rows = part * rowCount / partCount..<(part + 1) * rowCount / partCount
        body(rows, first, first + channels)
      }
    }
    for part in stride(from: 1, to: partCount, by: 1) {
      for c in 0..<2 * channels { base[c] += base[2 * channels * part + c] }
    }
  }
  return (Array(sums[..<channels]), Array(sums[channels..<2 * channels]))
}

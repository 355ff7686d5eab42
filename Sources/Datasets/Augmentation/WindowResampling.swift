/// Bilinear resizing of a window on pixels, half-pixel centres, no antialiasing, no rounding.
struct WindowResampling {
  let columns: WindowTaps
  let rows: WindowTaps
  /// The colour of the margin.
  let fill: SIMD3<Float>

  /// Resizes.
  ///
  /// - Parameters:
  ///   - stored: The pixels, `[…, storedWidth, 3]`.
  ///   - storedWidth: The pixels of a stored row.
  ///   - result: The resized window, `[rows, columns, 3]`.
  func run(
    _ stored: UnsafeBufferPointer<Float>, storedWidth: Int,
    into result: UnsafeMutableBufferPointer<Float>
  ) {
    let lineSize = 3 * columns.part.count
    // Two lines, resized along the row already, and the stored rows that they come from.
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * lineSize) { lines in
      var held = (-2, -2)
      func line(_ slot: Int) -> UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(rebasing: lines[slot * lineSize..<(slot + 1) * lineSize])
      }
      for (y, part) in rows.part.enumerated() {
        let (first, second) = (rows.first[y], rows.second[y])
        // When enlarging, rows come again: in the same place, or the second one as the first.
        var slots = (0, 1)
        if held.1 == first || held.0 == second { slots = (1, 0) }
        let found = slots == (0, 1) ? held : (held.1, held.0)
        if found.0 != first { resize(first, stored, storedWidth, into: line(slots.0)) }
        if found.1 != second { resize(second, stored, storedWidth, into: line(slots.1)) }
        held = slots == (0, 1) ? (first, second) : (second, first)
        let (above, below) = (line(slots.0), line(slots.1))
        let start = y * lineSize
        for index in 0..<lineSize {
          result[start + index] = above[index] * (1 - part) + below[index] * part
        }
      }
    }
  }

  /// Resizes one stored row along its length.
  private func resize(
    _ row: Int, _ stored: UnsafeBufferPointer<Float>, _ storedWidth: Int,
    into line: UnsafeMutableBufferPointer<Float>
  ) {
    let count = columns.part.count
    let margin = (fill.x, fill.y, fill.z)
    guard row >= 0 else {
      for x in 0..<count { (line[3 * x], line[3 * x + 1], line[3 * x + 2]) = margin }
      return
    }
    let start = 3 * row * storedWidth
    @inline(__always)
    func pixel(_ column: Int) -> (Float, Float, Float) {
      guard column >= 0 else { return margin }
      let index = start + 3 * column
      return (stored[index], stored[index + 1], stored[index + 2])
    }
    columns.first.withUnsafeBufferPointer { first in
      columns.second.withUnsafeBufferPointer { second in
        columns.part.withUnsafeBufferPointer { parts in
          for x in 0..<count {
            let (a, b) = (pixel(first[x]), pixel(second[x]))
            let part = parts[x]
            line[3 * x] = a.0 * (1 - part) + b.0 * part
            line[3 * x + 1] = a.1 * (1 - part) + b.1 * part
            line[3 * x + 2] = a.2 * (1 - part) + b.2 * part
          }
        }
      }
    }
  }
}

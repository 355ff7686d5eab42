import CKernels

/// An operation on two elements; comparisons give 0 or 1.
public enum BinaryOperation: Int32, CaseIterable, Sendable {
  case add, subtract, multiply, divide, maximum, minimum
  case less, lessOrEqual, greater, greaterOrEqual, equal, unequal
  case power
  /// 1 where the first operand is the larger, 0 where it is not, ½ for equals.
  case maximumShare
  /// 1 where the first operand is the smaller, 0 where it is not, ½ for equals.
  case minimumShare

  /// Computes `y = f(a, b)` with the shapes of `broadcast`; `y` may be an operand of its own size.
  ///
  /// - Parameters:
  ///   - a: The first operands.
  ///   - b: The second operands.
  ///   - broadcast: How the operands step through the result.
  ///   - y: The results.
  public func apply(
    _ a: UnsafeBufferPointer<Float>, _ b: UnsafeBufferPointer<Float>, _ broadcast: Broadcast,
    into y: UnsafeMutableBufferPointer<Float>
  ) {
    guard let a = a.baseAddress, let b = b.baseAddress, let y = y.baseAddress,
      let kernel = zoo_binary_function(rawValue)
    else { return }
    let minimum = self == .power ? 512 : 16384
    let width = broadcast.width
    guard broadcast.rows > 1 else {
      return parallel(over: width.count, minimumPerThread: minimum) { range in
        kernel(
          a + range.lowerBound * width.a, 0, Int32(width.a), b + range.lowerBound * width.b, 0,
          Int32(width.b), y + range.lowerBound, 1, range.count)
      }
    }
    let minimumRows = max(1, minimum / max(1, width.count))
    parallel(over: broadcast.rows, minimumPerThread: minimumRows) { range in
      broadcast.forEachRun(of: range) { row, rows, aOffset, bOffset in
        kernel(
          a + aOffset, broadcast.height.a, Int32(width.a), b + bOffset, broadcast.height.b,
          Int32(width.b), y + row * width.count, rows, width.count)
      }
    }
  }
}

/// How two operands step through a result of numpy's broadcasting: strides of 0 where they repeat.
public struct Broadcast: Sendable {
  /// An axis of the result and what a step along it is in each operand.
  struct Axis: Sendable {
    var count: Int
    var a: Int
    var b: Int
  }

  /// The result's shape.
  public let shape: [Int]
  /// The axes after neighbours that both operands walk evenly were merged; at least two.
  private let axes: [Axis]

  /// The last axis, along which the steps are 0 or 1.
  var width: Axis { axes[axes.count - 1] }
  /// The axis before the last.
  var height: Axis { axes[axes.count - 2] }
  /// The number of elements but along the last axis.
  let rows: Int

  /// The result of two shapes; nil if an axis has two extents and neither is 1.
  ///
  /// - Parameters:
  ///   - a: The shape of the first operand.
  ///   - b: The shape of the second.
  ///   - repeatsSecond: Whether the second operand is a single element all the same.
  public init?(_ a: [Int], _ b: [Int], repeatsSecond: Bool = false) {
    let rank = max(a.count, b.count)
    var shape = [Int](repeating: 1, count: rank)
    var axes: [Axis] = []  // last first
    var (aStride, bStride) = (1, 1)
    for distance in 1...max(rank, 1) where rank > 0 {
      let aCount = distance <= a.count ? a[a.count - distance] : 1
      let bCount = distance <= b.count ? b[b.count - distance] : 1
      guard aCount == bCount || aCount == 1 || bCount == 1 else { return nil }
      let count = aCount == 1 ? bCount : aCount
      shape[rank - distance] = count
      let axis = Axis(
        count: count, a: aCount == 1 ? 0 : aStride,
        b: bCount == 1 || repeatsSecond ? 0 : bStride)
      aStride *= aCount
      bStride *= bCount
      guard count != 1 else { continue }
      if let last = axes.last, axis.a == last.a * last.count, axis.b == last.b * last.count {
        axes[axes.count - 1].count *= count
      } else {
        axes.append(axis)
      }
    }
    while axes.count < 2 { axes.append(Axis(count: 1, a: 0, b: 0)) }
    self.shape = shape
    self.axes = axes.reversed()
    rows = axes.dropFirst().reduce(1) { $0 * $1.count }
  }

  /// Calls `body` with the first row, the number of rows and the operands' offsets of each run of
  /// rows within the axis before the last.
  func forEachRun(of range: Range<Int>, _ body: (Int, Int, Int, Int) -> Void) {
    var row = range.lowerBound
    while row < range.upperBound {
      var (outer, inner) = row.quotientAndRemainder(dividingBy: height.count)
      let count = min(height.count - inner, range.upperBound - row)
      var aOffset = inner * height.a
      var bOffset = inner * height.b
      for axis in axes.dropLast(2).reversed() {
        (outer, inner) = outer.quotientAndRemainder(dividingBy: axis.count)
        aOffset += inner * axis.a
        bOffset += inner * axis.b
      }
      body(row, count, aOffset, bOffset)
      row += count
    }
  }
}

/// Computes `y[i] = condition[i] ≠ 0 ? a[i] : b[i]`; `a` and `b` may be single elements.
public func select(
  _ condition: UnsafeBufferPointer<Float>, _ a: UnsafeBufferPointer<Float>,
  _ b: UnsafeBufferPointer<Float>, into y: UnsafeMutableBufferPointer<Float>
) {
  guard let condition = condition.baseAddress, let aStart = a.baseAddress,
    let bStart = b.baseAddress, let out = y.baseAddress,
    let kernel = zoo_elementwise().pointee.select
  else { return }
  let aStep = a.count == 1 ? 0 : 1
  let bStep = b.count == 1 ? 0 : 1
  parallel(over: y.count, minimumPerThread: 16384) { range in
    let start = range.lowerBound
    kernel(
      condition + start, aStart + start * aStep, Int32(aStep), bStart + start * bStep, Int32(bStep),
      out + start, range.count)
  }
}

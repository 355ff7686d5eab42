import COpenBLAS

/// A matrix stored by rows, perhaps to be read transposed: an operand of `multiplyByBLAS`.
public struct StoredMatrix {
  /// The first element.
  public let elements: UnsafePointer<Float>
  /// The distance of neighbouring stored rows.
  public let stride: Int
  /// Whether the operand is the transpose of what is stored.
  public let isTransposed: Bool

  /// Creates a view of a matrix.
  public init(_ elements: UnsafePointer<Float>, stride: Int, isTransposed: Bool = false) {
    self.elements = elements
    self.stride = stride
    self.isTransposed = isTransposed
  }

  /// The operand without its first rows.
  func dropping(rows: Int) -> StoredMatrix {
    StoredMatrix(
      elements + (isTransposed ? rows : rows * stride), stride: stride,
      isTransposed: isTransposed)
  }

  /// The operand without its first columns.
  func dropping(columns: Int) -> StoredMatrix {
    StoredMatrix(
      elements + (isTransposed ? columns * stride : columns), stride: stride,
      isTransposed: isTransposed)
  }
}

/// OpenBLAS runs on the caller's thread alone: the parallel loops are ours.
private let oneThread: Void = openblas_set_num_threads(1)

/// Multiplies on the calling thread: `c = scale · a · b`, or `c += scale · a · b`.
///
/// - Parameters:
///   - a: `[rows, depth]`.
///   - b: `[depth, columns]`.
///   - rows: The rows of `a` and `c`.
///   - columns: The columns of `b` and `c`.
///   - depth: The terms of each sum.
///   - scale: The factor of the product.
///   - c: The product, rows `stride` apart.
///   - stride: At least `columns`.
///   - accumulates: Whether the product is added to `c`.
public func multiplyByBLAS(
  _ a: StoredMatrix, _ b: StoredMatrix, rows: Int, columns: Int, depth: Int, scale: Float = 1,
  into c: UnsafeMutablePointer<Float>, stride: Int, accumulates: Bool = false
) {
  guard rows > 0, columns > 0 else { return }
  guard depth > 0 else {
    if !accumulates {
      for row in 0..<rows { (c + row * stride).update(repeating: 0, count: columns) }
    }
    return
  }
  _ = oneThread
  cblas_sgemm(
    CblasRowMajor, a.isTransposed ? CblasTrans : CblasNoTrans,
    b.isTransposed ? CblasTrans : CblasNoTrans, Int32(rows), Int32(columns), Int32(depth), scale,
    a.elements, Int32(max(1, a.stride)), b.elements, Int32(max(1, b.stride)),
    accumulates ? 1 : 0, c, Int32(stride))
}

/// Multiplies on all threads, which share out the longer side of `c`: `c = a · b`, or `c += a · b`.
///
/// - Parameters:
///   - a: `[rows, depth]`.
///   - b: `[depth, columns]`.
///   - rows: The rows of `a` and `c`.
///   - columns: The columns of `b` and `c`.
///   - depth: The terms of each sum.
///   - c: The product, rows `stride` apart.
///   - stride: At least `columns`.
///   - accumulates: Whether the product is added to `c`.
public func multiplyInParallel(
  _ a: StoredMatrix, _ b: StoredMatrix, rows: Int, columns: Int, depth: Int,
  into c: UnsafeMutablePointer<Float>, stride: Int, accumulates: Bool = false
) {
  let least = max(1, (1 << 15) / max(1, depth * min(rows, columns)))
  if rows >= columns {
    parallel(over: rows, minimumPerThread: least) { range in
      multiplyByBLAS(
        a.dropping(rows: range.lowerBound), b, rows: range.count, columns: columns, depth: depth,
        into: c + range.lowerBound * stride, stride: stride, accumulates: accumulates)
    }
  } else {
    parallel(over: columns, minimumPerThread: least) { range in
      multiplyByBLAS(
        a, b.dropping(columns: range.lowerBound), rows: rows, columns: range.count, depth: depth,
        into: c + range.lowerBound, stride: stride, accumulates: accumulates)
    }
  }
}

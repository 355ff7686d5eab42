import Kernels

/// A product of matrices over broadcast batch axes: `c[…] (+)= op(a[…]) · op(b[…])`.
struct BatchedProduct {
  /// One matrix of each operand.
  private struct Item {
    let a, b, c: Int
  }

  let rows, columns, depth: Int
  let transposeA, transposeB: Bool
  /// The shape of the product.
  let shape: [Int]
  private let items: [Item]

  /// Creates the product of operands of rank 2 or more.
  ///
  /// - Parameters:
  ///   - a: The shape of the left operand.
  ///   - b: The shape of the right operand.
  ///   - transposeA: Whether the last two axes of `a` are exchanged.
  ///   - transposeB: Whether the last two axes of `b` are exchanged.
  ///   - batch: The batch axes of the product; nil for those that both operands broadcast to.
  init(_ a: [Int], _ b: [Int], transposeA: Bool, transposeB: Bool, into batch: [Int]? = nil) {
    func trapped() -> Never {
      trap(
        "matmul: \(a)\(transposeA ? "ᵀ" : "") · \(b)\(transposeB ? "ᵀ" : "") do not fit")
    }
    guard a.count >= 2, b.count >= 2 else { trapped() }
    let (m, k) = (a[a.count - 2], a[a.count - 1])
    let (l, n) = (b[b.count - 2], b[b.count - 1])
    rows = transposeA ? k : m
    depth = transposeA ? m : k
    columns = transposeB ? l : n
    guard depth == (transposeB ? n : l) else { trapped() }
    self.transposeA = transposeA
    self.transposeB = transposeB
    let (batchA, batchB) = (Array(a.dropLast(2)), Array(b.dropLast(2)))
    guard let common = Self.broadcast(batchA, batchB) else { trapped() }
    let batch = batch ?? common
    guard let all = Self.broadcast(common, batch) else { trapped() }
    shape = batch + [rows, columns]
    let (ofA, ofB) = (Self.offsets(batchA, in: all), Self.offsets(batchB, in: all))
    items = zip(zip(ofA, ofB), Self.offsets(batch, in: all)).map {
      Item(a: $0.0, b: $0.1, c: $1)
    }
    .sorted { $0.c < $1.c }
  }

  /// The shape that both broadcast to, or nil.
  private static func broadcast(_ a: [Int], _ b: [Int]) -> [Int]? {
    let rank = max(a.count, b.count)
    let a = Array(repeating: 1, count: rank - a.count) + a
    let b = Array(repeating: 1, count: rank - b.count) + b
    guard zip(a, b).allSatisfy({ $0 == $1 || $0 == 1 || $1 == 1 }) else { return nil }
    return zip(a, b).map { $0 == 1 ? $1 : $0 }
  }

  /// For each matrix of the broadcast batch `all`, which matrix of `batch` it is.
  private static func offsets(_ batch: [Int], in all: [Int]) -> [Int] {
    var offsets = [0]
    let padded = Array(repeating: 1, count: all.count - batch.count) + batch
    for (extent, own) in zip(all, padded) {
      offsets = offsets.flatMap { base in
        (0..<extent).map { base * own + (own == 1 ? 0 : $0) }
      }
    }
    return offsets
  }

  /// Computes the product; where the batch is summed, in the order of the items.
  func callAsFunction(_ a: Tensor, _ b: Tensor) -> Tensor {
    Tensor(shape: shape) { result in
      let c = result.baseAddressOrTrap
      a.withPointer { a in
        b.withPointer { b in run(a, b, into: c) }
      }
    }
  }

  private func run(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, into c: UnsafeMutablePointer<Float>
  ) {
    func operands(_ item: Item) -> (StoredMatrix, StoredMatrix) {
      (
        StoredMatrix(
          a + item.a * rows * depth, stride: transposeA ? rows : depth, isTransposed: transposeA),
        StoredMatrix(
          b + item.b * depth * columns, stride: transposeB ? depth : columns,
          isTransposed: transposeB)
      )
    }
    let targets = shape.dropLast(2).reduce(1, *)
    guard targets > 0 else { return }
    let share = items.count / targets
    // A sum over an empty batch.
    guard share > 0 else { return c.update(repeating: 0, count: targets * rows * columns) }
    func target(_ index: Int, _ multiply: (Item, _ accumulates: Bool) -> Void) {
      for position in 0..<share {
        multiply(items[index * share + position], position > 0)
      }
    }
    if targets < threadCount {
      for index in 0..<targets {
        target(index) { item, accumulates in
          let (left, right) = operands(item)
          multiplyInParallel(
            left, right, rows: rows, columns: columns, depth: depth,
            into: c + item.c * rows * columns, stride: columns, accumulates: accumulates)
        }
      }
      return
    }
    let least = max(1, (1 << 15) / max(1, rows * columns * depth * share))
    parallel(over: targets, minimumPerThread: least) { range in
      for index in range {
        target(index) { item, accumulates in
          let (left, right) = operands(item)
          multiplyByBLAS(
            left, right, rows: rows, columns: columns, depth: depth,
            into: c + item.c * rows * columns, stride: columns, accumulates: accumulates)
        }
      }
    }
  }
}

import Kernels

extension Tensor {
  /// Calls `body` with the address of the first element.
  func withPointer<R>(_ body: (UnsafePointer<Float>) -> R) -> R {
    withExtendedLifetime(storage) { body(UnsafePointer(storage.pointer)) }
  }

  /// Creates a tensor whose elements `body` writes through the address of the first.
  init(shape: [Int], writing body: (UnsafeMutablePointer<Float>) -> Void) {
    self.init(shape: shape) { body($0.baseAddressOrTrap) }
  }
}

extension Optional where Wrapped == Tensor {
  /// Calls `body` with the address of the first element, if there is a tensor.
  func withPointer<R>(_ body: (UnsafePointer<Float>?) -> R) -> R {
    guard let tensor = self else { return body(nil) }
    return tensor.withPointer { body($0) }
  }
}

extension UnsafeMutableBufferPointer<Float> {
  /// The address of the first element; storage always has one.
  var baseAddressOrTrap: UnsafeMutablePointer<Float> {
    guard let baseAddress else { trap("tensor: storage without an address") }
    return baseAddress
  }
}

/// Calls `body` with memory of the pool, undefined before and free afterwards.
func withScratch<R>(_ count: Int, _ body: (UnsafeMutablePointer<Float>) -> R) -> R {
  let storage = Storage(count: count)
  return withExtendedLifetime(storage) { body(storage.pointer) }
}

extension Tensor {
  /// The sums of the columns of `[…, columns]`, `[columns]`: the gradient of a bias.
  func columnSums() -> Tensor {
    let (columns, parts) = (shape.last ?? 1, threadCount)
    return Tensor(shape: [columns]) { sums in
      withScratch(parts * columns) { scratch in
        withPointer { x in
          Kernels.columnSums(
            of: x, rows: columns == 0 ? 0 : count / columns, columns: columns, parts: parts,
            scratch: scratch, into: sums.baseAddressOrTrap)
        }
      }
    }
  }
}

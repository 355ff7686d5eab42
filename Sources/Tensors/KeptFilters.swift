import Synchronization

/// The filters of a prepared convolution, kept to be packed otherwise where a gradient is wanted.
final class KeptFilters: Sendable {
  private let weight: Tensor
  private let packed = Mutex<Tensor?>(nil)

  /// Keeps the filters.
  init(_ weight: Tensor) {
    self.weight = weight.detached
  }

  /// The filters, packed by the first call.
  func packed(_ pack: (Tensor) -> Tensor) -> Tensor {
    packed.withLock { packed in
      if let packed { return packed }
      let result = pack(weight)
      packed = result
      return result
    }
  }
}

import Kernels
import Synchronization

/// The weights of a linear layer, packed once for many runs on many rows.
///
/// The packing waits for the first run on more rows than `linear` reads the weights in place for, so
/// that preparing costs nothing where it never comes to that.
public final class PreparedLinear: Sendable {
  private let weight: Tensor
  private let packed = Mutex<Tensor?>(nil)

  /// Prepares weights `[out, in]`.
  public init(weight: Tensor) {
    guard weight.rank == 2 else {
      trap("prepared linear: weight [out, in], not \(weight.shape)")
    }
    self.weight = weight.detached
  }

  /// The shape of the weights.
  var weightShape: [Int] { weight.shape }

  /// The packed weights.
  var panels: Tensor {
    packed.withLock { packed in
      if let packed { return packed }
      let panels = weight.packedTransposed()
      // Of a file that is read in place, the weights would be in memory twice. Those that few rows
      // still read there come back.
      weight.storage.giveBack()
      packed = panels
      return panels
    }
  }
}

extension Tensor {
  /// The transpose of `[out, in]`, packed.
  func packedTransposed() -> Tensor {
    let (outputs, inputs) = (shape[0], shape[1])
    return Tensor(shape: [PackedMatrix.packedCount(rows: inputs, columns: outputs)]) { panels in
      withPointer { elements in
        _ = PackedMatrix.pack(
          elements, rows: inputs, columns: outputs, rowStride: 1, columnStride: inputs,
          into: panels.baseAddressOrTrap)
      }
    }
  }
}

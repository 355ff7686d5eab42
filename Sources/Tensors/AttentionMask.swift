import Kernels

/// Which positions of each sequence attention may look at: the padding it may not.
public struct AttentionMask: Sendable {
  /// The number of sequences and of positions, `[N, L]`.
  public let shape: [Int]
  /// For each sequence, the number of positions up to the last that may be looked at.
  let keyCounts: [Int]
  /// Whether the sequences lie one after another, as one.
  let isJoined: Bool
  /// What is added to the products: as good as −∞ where a position may not be looked at, `[N, L]`; nil
  /// if all of these follow the others.
  let offsets: Tensor?

  /// Creates a mask.
  ///
  /// A sequence that may not be looked at anywhere, as only an empty one, is looked at everywhere.
  ///
  /// - Parameter mask: 1 for positions that may be looked at and 0 for the others, `[N, L]`.
  public init(_ mask: IntTensor) {
    guard mask.shape.count == 2 else { trap("attention mask: [N, L] expected, not \(mask.shape)") }
    shape = mask.shape
    isJoined = false
    let length = mask.shape[1]
    let rows = (0..<mask.shape[0]).map { mask.scalars[$0 * length..<($0 + 1) * length] }
    keyCounts = rows.map { row in
      row.lastIndex { $0 != 0 }.map { $0 - row.startIndex + 1 } ?? length
    }
    let isPlain = zip(rows, keyCounts).allSatisfy { row, count in
      row.prefix(count).allSatisfy { $0 != 0 } || row.allSatisfy { $0 == 0 }
    }
    // As large as to leave nothing of a weight, and no infinity that could become a NaN.
    let added = rows.flatMap { row -> [Float] in
      let isEmpty = row.allSatisfy { $0 == 0 }
      return row.map { $0 == 0 && !isEmpty ? -1e9 : 0 }
    }
    offsets = isPlain ? nil : Tensor(added, shape: mask.shape)
  }

  /// Creates the mask of sequences without padding that lie one after another, as one: each position
  /// looks at those of its own sequence.
  ///
  /// It is for inference: gradients are not taken through it.
  ///
  /// - Parameter lengths: The number of positions of each sequence, at least 1.
  public init(joined lengths: [Int]) {
    guard lengths.allSatisfy({ $0 > 0 }) else {
      trap("attention mask: sequences of \(lengths) positions, at least 1 is needed")
    }
    shape = [1, lengths.reduce(0, +)]
    keyCounts = lengths
    isJoined = true
    offsets = nil
  }

  /// The number of positions of each sequence, where only padding at its end may not be looked at.
  public var lengths: [Int]? { offsets == nil ? keyCounts : nil }
}

import Tensors

/// Texts without their padding, one after another: a layer computes them as one sequence, in which each
/// token looks at those of its own text.
///
/// Source: Zhai et al., "ByteTransformer", 2023, zero padding. https://arxiv.org/abs/2210.03052
struct JoinedTexts {
  /// The tokens, their types and positions, `[1, ΣL]`.
  let ids, types, positions: IntTensor
  /// Who looks at whom.
  let mask: AttentionMask
  private let lengths: [Int]
  private let paddedLength: Int
  private let starts: [Int]

  /// Joins texts; nil where there is no padding, or some that is not at the end.
  init?(_ input: BERTInput) {
    guard let lengths = AttentionMask(input.mask).lengths,
      lengths.contains(where: { $0 < input.length })
    else { return nil }
    let rows = lengths.enumerated().flatMap { text, length in
      (0..<length).map { text * input.length + $0 }
    }
    let shape = [1, rows.count]
    ids = IntTensor(rows.map { input.ids.scalars[$0] }, shape: shape)
    types = IntTensor(rows.map { input.types.scalars[$0] }, shape: shape)
    positions = IntTensor(lengths.flatMap { 0..<$0 }, shape: shape)
    mask = AttentionMask(joined: lengths)
    self.lengths = lengths
    paddedLength = input.length
    starts = lengths.dropLast().reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
  }

  /// The first token of each text, `[1, ΣL, E]` → `[N, 1, E]`.
  func firsts(of joined: Tensor) -> Tensor {
    joined.gathered(IntTensor(starts), axis: 1).reshaped([starts.count, 1, joined.shape[2]])
  }

  /// The texts side by side, each filled up with its first token, `[1, ΣL, E]` → `[N, L, E]`.
  func padded(_ joined: Tensor) -> Tensor {
    let rows = zip(starts, lengths).flatMap { start, length in
      (0..<paddedLength).map { $0 < length ? start + $0 : start }
    }
    return joined.gathered(IntTensor(rows, shape: [starts.count, paddedLength]), axis: 1)
      .squeezed(axis: 0)
  }
}

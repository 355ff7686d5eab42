import Kernels
import Support
import Tensors
import Testing

/// Extents of queries, keys and vectors.
private struct Extents: CustomTestStringConvertible {
  let batch, queries, keys, size, heads: Int

  static let all = [
    Extents(batch: 1, queries: 1, keys: 1, size: 3, heads: 1),
    Extents(batch: 2, queries: 5, keys: 7, size: 6, heads: 3),
    Extents(batch: 3, queries: 1, keys: 9, size: 8, heads: 2),
    Extents(batch: 1, queries: 300, keys: 300, size: 20, heads: 1),
    Extents(batch: 2, queries: 150, keys: 33, size: 12, heads: 4),
  ]

  var testDescription: String { "[\(batch), \(queries), \(keys), \(size)] of \(heads) heads" }

  var inputs: [Tensor] {
    [
      filled("q", shape: [batch, queries, size], bound: 2),
      filled("k", shape: [batch, keys, size], bound: 2),
      filled("v", shape: [batch, keys, size], bound: 2),
    ]
  }

  /// Nothing masked, then padding at the end, then gaps.
  var masks: [IntTensor?] {
    let shape = [batch, keys]
    let padding = (0..<batch * keys).map { $0 % keys <= max(0, keys - 2 - $0 / keys) ? 1 : 0 }
    let gaps = (0..<batch * keys).map { $0 % keys == 0 || $0 % 3 == 1 ? 1 : 0 }
    return [nil, IntTensor(padding, shape: shape), IntTensor(gaps, shape: shape)]
  }

  /// The definition, head by head.
  func plain(_ inputs: [Tensor], _ mask: IntTensor?) -> (output: Tensor, weights: Tensor) {
    let length = size / heads
    let offsets = Tensor(
      (mask?.scalars ?? [Int](repeating: 1, count: batch * keys)).map { $0 == 0 ? -1e9 : 0 },
      shape: [batch, 1, keys])
    var (outputs, weights): ([Tensor], [Tensor]) = ([], [])
    for head in 0..<heads {
      let parts = inputs.map { $0.sliced(axis: 2, range: head * length..<(head + 1) * length) }
      let scores = parts[0].matmul(parts[1], transposeB: true) / Float(length).squareRoot()
      let attention = (scores + offsets).softmax()
      weights.append(attention)
      outputs.append(attention.matmul(parts[2]))
    }
    return (concatenate(outputs, axis: 2), stacked(weights, axis: 1))
  }
}

@Suite("Attention")
struct AttentionTests {
  @Test("outputs and weights are those of the definition", arguments: Extents.all)
  private func definition(extents: Extents) {
    let inputs = extents.inputs
    for ids in extents.masks {
      let mask = ids.map { AttentionMask($0) }
      let (output, weights) = extents.plain(inputs, ids)
      let fused = inputs[0].attention(
        to: inputs[1], values: inputs[2], headCount: extents.heads, mask: mask)
      expectClose(fused, output, relative: 1e-5)
      let ours = inputs[0].attentionWeights(to: inputs[1], headCount: extents.heads, mask: mask)
      expectClose(ours, weights, relative: 1e-5)
      expectClose(ours.weighted(inputs[2], headCount: extents.heads), output, relative: 1e-5)
    }
  }

  @Test("R2: gradients are those of the definition", arguments: Extents.all)
  private func gradients(extents: Extents) {
    let inputs = extents.inputs
    for ids in extents.masks {
      let mask = ids.map { AttentionMask($0) }
      let pattern = filled("r", shape: inputs[0].shape)
      let ours = valueAndGradients(at: inputs) {
        $0[0].attention(to: $0[1], values: $0[2], headCount: extents.heads, mask: mask)
          .dotted(with: pattern)
      }.gradients
      let plain = valueAndGradients(at: inputs) {
        extents.plain($0, ids).output.dotted(with: pattern)
      }
      .gradients
      for (a, b) in zip(ours, plain) { expectClose(a, b, relative: 2e-5) }
    }
  }

  @Test("R2: gradients agree with finite differences")
  func finiteDifferences() {
    let inputs = Extents(batch: 2, queries: 2, keys: 3, size: 4, heads: 2).inputs
    let mask = AttentionMask(IntTensor([1, 1, 0, 1, 1, 1], shape: [2, 3]))
    checkGradients(at: inputs) {
      $0[0].attention(to: $0[1], values: $0[2], headCount: 2, mask: mask)
    }
    checkGradients(at: Array(inputs.prefix(2))) {
      $0[0].attentionWeights(to: $0[1], headCount: 2, mask: mask)
    }
  }

  @Test("a sequence sees the same alone and beside others, even without any key to look at")
  func alone() {
    let inputs = Extents(batch: 3, queries: 4, keys: 4, size: 6, heads: 2).inputs
    let rows = [[0, 0, 0, 0], [1, 0, 1, 0], [1, 1, 1, 1]]
    let together = inputs[0].attention(
      to: inputs[1], values: inputs[2], headCount: 2,
      mask: AttentionMask(IntTensor(rows.flatMap { $0 }, shape: [3, 4])))
    for (row, mask) in rows.enumerated() {
      let alone = inputs.map { $0.sliced(axis: 0, range: row..<row + 1) }
      let seen = alone[0].attention(
        to: alone[1], values: alone[2], headCount: 2,
        mask: AttentionMask(IntTensor(mask, shape: [1, 4])))
      expectClose(seen, together.sliced(axis: 0, range: row..<row + 1))
    }
  }

  @Test(
    "joined sequences see what each sees alone, all queries and one of each",
    arguments: [1, 2], [1, 2])
  func joined(headCount: Int, threads: Int) {
    withThreadCount(threads) {
      // The longest is divided where there are few heads.
      let lengths = [3, 1, 500, 7]
      let count = lengths.reduce(0, +)
      let inputs = ["q", "k", "v"].map { filled($0, shape: [1, count, 8]) }
      let mask = AttentionMask(joined: lengths)
      let all = inputs[0].attention(
        to: inputs[1], values: inputs[2], headCount: headCount, mask: mask)
      #expect(all.shape == [1, count, 8])
      let starts = lengths.indices.map { lengths[..<$0].reduce(0, +) }
      let firsts = inputs[0].gathered(IntTensor(starts), axis: 1).reshaped([4, 1, 8])
      let seen = firsts.attention(
        to: inputs[1], values: inputs[2], headCount: headCount, mask: mask)
      #expect(seen.shape == [4, 1, 8])
      for (index, start) in starts.enumerated() {
        let range = start..<start + lengths[index]
        let alone = inputs.map { $0.sliced(axis: 1, range: range) }
        let expected = alone[0].attention(to: alone[1], values: alone[2], headCount: headCount)
        expectClose(all.sliced(axis: 1, range: range), expected)
        expectClose(
          seen.sliced(axis: 0, range: index..<index + 1), expected.sliced(axis: 1, range: 0..<1))
      }
    }
  }

  @Test("R2: attention agrees with the reference figures", arguments: [1, 2])
  func reference(heads: Int) throws {
    let reference = try OperatorCase.named(heads == 1 ? "attention.single" : "attention.heads")
    let mask = AttentionMask(
      IntTensor(reference.integers("mask").scalars.map { $0 == 0 ? 0 : 1 }, shape: [2, 6]))
    checkOperator(reference, ["q": .same, "k": .same, "v": .same]) {
      $0[0].attention(to: $0[1], values: $0[2], headCount: heads, mask: mask)
    }
  }

  @Test("operands that do not fit end the program with their shapes")
  func shapes() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Tensor.zeros([1, 2, 6]).attention(
        to: .zeros([1, 3, 6]), values: .zeros([1, 3, 6]), headCount: 4)
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("attention: queries [1, 2, 6] and keys [1, 3, 6] of 4 heads"))
  }

  @Test("weights of joined sequences are refused")
  func joinedWeights() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Tensor.zeros([1, 5, 6]).attentionWeights(
        to: .zeros([1, 5, 6]), headCount: 2, mask: AttentionMask(joined: [2, 3]))
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("attention: joined sequences are for inference"))
  }
}

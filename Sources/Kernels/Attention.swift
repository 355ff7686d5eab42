import CKernels

/// How much each query looks at each key: `softmax(scale · q · kᵀ)` over the keys that may be looked at.
///
/// - Parameters:
///   - q: The queries, `[batch, queries, heads · headSize]`.
///   - k: The keys, `[batch, keys, heads · headSize]`.
///   - shape: The extents.
///   - scale: The factor of the products.
///   - mask: For each sequence and key, what is added to the products, `[batch, keys]`.
///   - keyCounts: For each sequence, the number of keys from the first on that may be looked at, at
///     least 1; the weights of the others are 0.
///   - weights: The results, `[batch, heads, queries, keys]`.
public func attentionWeights(
  _ q: UnsafePointer<Float>, _ k: UnsafePointer<Float>, _ shape: AttentionShape, scale: Float,
  mask: UnsafePointer<Float>?, keyCounts: [Int], into weights: UnsafeMutablePointer<Float>
) {
  shape.forEachBlock(scratchCount: shape.packedKeyCount) { block, scratch in
    let keyCount = keyCounts[block.sequence]
    let weights = weights + block.weightOffset
    block.fillWeights(
      q, block.packedKeys(k, count: keyCount, scale: scale, into: scratch), mask: mask,
      into: weights, stride: shape.keys)
    let rest = shape.keys - keyCount
    guard rest > 0 else { return }
    for row in 1...block.rows.count {
      (weights + row * shape.keys - rest).update(repeating: 0, count: rest)
    }
  }
}

/// Attention in one pass, for inference: `softmax(scale · q · kᵀ) · v`, no weights kept.
///
/// - Parameters:
///   - q: The queries, `[batch, queries, heads · headSize]`, or those of all sequences joined.
///   - k: The keys, `[batch, keys, heads · headSize]`, or those of all sequences joined.
///   - v: The values, as the keys.
///   - shape: The extents.
///   - scale: The factor of the products.
///   - mask: For each sequence and key, what is added to the products, `[batch, keys]`.
///   - keyCounts: For each sequence, the number of keys from the first on that may be looked at, at
///     least 1.
///   - output: The results, as the queries.
public func attention(
  _ q: UnsafePointer<Float>, _ k: UnsafePointer<Float>, _ v: UnsafePointer<Float>,
  _ shape: AttentionShape, scale: Float, mask: UnsafePointer<Float>?, keyCounts: [Int],
  into output: UnsafeMutablePointer<Float>
) {
  // Rows of weights that stay in the second cache, an odd number of its lines apart.
  let (rowCount, stride) = (min(112, shape.queries), ((shape.keys + 15) / 16 | 1) * 16)
  let (keyRoom, valueRoom) = (shape.packedKeyCount, shape.packedValueCount)
  shape.forEachBlock(scratchCount: keyRoom + valueRoom + rowCount * stride) { block, scratch in
    let keyCount = keyCounts[block.sequence]
    let keys = block.packedKeys(k, count: keyCount, scale: scale, into: scratch)
    let values = PackedMatrix.pack(
      v + block.keyOffset, rows: keyCount, columns: shape.headSize, rowStride: shape.size,
      columnStride: 1, into: scratch + keyRoom)
    let weights = scratch + keyRoom + valueRoom
    for some in block.parts(of: rowCount) {
      some.fillWeights(q, keys, mask: mask, into: weights, stride: stride)
      multiplyOnThread(
        LeftMatrix(weights, stride: stride), rows: 0..<some.rows.count, by: values,
        into: output + some.queryOffset, stride: shape.size)
    }
  }
}

extension AttentionShape {
  /// The floats that a head's packed keys take.
  fileprivate var packedKeyCount: Int {
    PackedMatrix.packedCount(rows: headSize, columns: keys)
  }

  /// The floats that a head's packed values take.
  fileprivate var packedValueCount: Int {
    PackedMatrix.packedCount(rows: keys, columns: headSize)
  }
}

extension AttentionBlock {
  /// The first `count` of the head's keys, times `scale`.
  fileprivate func packedKeys(
    _ k: UnsafePointer<Float>, count: Int, scale: Float, into panels: UnsafeMutablePointer<Float>
  ) -> PackedMatrix {
    let packed = PackedMatrix.pack(
      k + keyOffset, rows: shape.headSize, columns: count, rowStride: 1, columnStride: shape.size,
      into: panels)
    for i in 0..<PackedMatrix.packedCount(rows: shape.headSize, columns: count) {
      panels[i] *= scale
    }
    return packed
  }

  /// The weights of the block, rows `stride` apart; of the keys beyond the packed ones none is written.
  fileprivate func fillWeights(
    _ q: UnsafePointer<Float>, _ keys: PackedMatrix, mask: UnsafePointer<Float>?,
    into weights: UnsafeMutablePointer<Float>, stride: Int
  ) {
    multiplyOnThread(
      LeftMatrix(q + queryOffset, stride: shape.size), rows: 0..<rows.count, by: keys,
      into: weights, stride: stride)
    let softmax = zoo_reduce().pointee.softmax_rows
    for row in 0..<rows.count {
      let weights = weights + row * stride
      if let mask {
        let mask = mask + sequence * shape.keys
        for key in 0..<keys.columns { weights[key] += mask[key] }
      }
      softmax?(weights, weights, 1, keys.columns, 0)
    }
  }
}

/// What each query sees: `weights · v`.
///
/// - Parameters:
///   - weights: `[batch, heads, queries, keys]`.
///   - v: The values, `[batch, keys, heads · headSize]`.
///   - shape: The extents.
///   - output: The results, `[batch, queries, heads · headSize]`.
public func weightedValues(
  _ weights: UnsafePointer<Float>, _ v: UnsafePointer<Float>, _ shape: AttentionShape,
  into output: UnsafeMutablePointer<Float>
) {
  shape.forEachBlock(scratchCount: 0) { block, _ in
    multiplyByBLAS(
      StoredMatrix(weights + block.weightOffset, stride: shape.keys),
      StoredMatrix(v + block.keyOffset, stride: shape.size), rows: block.rows.count,
      columns: shape.headSize, depth: shape.keys, into: output + block.queryOffset,
      stride: shape.size)
  }
}

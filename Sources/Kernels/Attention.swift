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
  shape.forEachBlock { block, _ in
    fillWeights(
      block, q, k, scale: scale, mask: mask, keyCount: keyCounts[block.sequence],
      into: weights + block.weightOffset)
    for row in 0..<block.rows.count where keyCounts[block.sequence] < shape.keys {
      let end = weights + block.weightOffset + (row + 1) * shape.keys
      let rest = shape.keys - keyCounts[block.sequence]
      (end - rest).update(repeating: 0, count: rest)
    }
  }
}

/// The weights of a block, rows `shape.keys` apart; of the keys beyond `keyCount` none is written.
private func fillWeights(
  _ block: AttentionBlock, _ q: UnsafePointer<Float>, _ k: UnsafePointer<Float>, scale: Float,
  mask: UnsafePointer<Float>?, keyCount: Int, into weights: UnsafeMutablePointer<Float>
) {
  let shape = block.shape
  multiplyByBLAS(
    StoredMatrix(q + block.queryOffset, stride: shape.size),
    StoredMatrix(k + block.keyOffset, stride: shape.size, isTransposed: true),
    rows: block.rows.count, columns: keyCount, depth: shape.headSize, scale: scale, into: weights,
    stride: shape.keys)
  if let mask {
    let mask = mask + block.sequence * shape.keys
    for row in 0..<block.rows.count {
      let weights = weights + row * shape.keys
      for key in 0..<keyCount { weights[key] += mask[key] }
    }
  }
  let softmax = zoo_reduce().pointee.softmax_rows
  guard keyCount < shape.keys else {
    softmax?(weights, weights, block.rows.count, keyCount, 0)
    return
  }
  for row in 0..<block.rows.count {
    let weights = weights + row * shape.keys
    softmax?(weights, weights, 1, keyCount, 0)
  }
}

/// Attention in one pass, for inference: `softmax(scale · q · kᵀ) · v`, no weights kept.
///
/// - Parameters:
///   - q: The queries, `[batch, queries, heads · headSize]`.
///   - k: The keys, `[batch, keys, heads · headSize]`.
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
  shape.forEachBlock(needsScratch: true) { block, weights in
    let keyCount = keyCounts[block.sequence]
    fillWeights(block, q, k, scale: scale, mask: mask, keyCount: keyCount, into: weights)
    multiplyByBLAS(
      StoredMatrix(weights, stride: shape.keys),
      StoredMatrix(v + block.keyOffset, stride: shape.size),
      rows: block.rows.count, columns: shape.headSize, depth: keyCount,
      into: output + block.queryOffset, stride: shape.size)
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
  shape.forEachBlock { block, _ in
    multiplyByBLAS(
      StoredMatrix(weights + block.weightOffset, stride: shape.keys),
      StoredMatrix(v + block.keyOffset, stride: shape.size), rows: block.rows.count,
      columns: shape.headSize, depth: shape.keys, into: output + block.queryOffset,
      stride: shape.size)
  }
}

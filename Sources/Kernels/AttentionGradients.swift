import CKernels

/// The gradients of `weightedValues`: `dW = dO · vᵀ` and `dV = Wᵀ · dO`.
///
/// - Parameters:
///   - gradient: The gradient of the output, `[batch, queries, heads · headSize]`.
///   - weights: `[batch, heads, queries, keys]`.
///   - v: The values, `[batch, keys, heads · headSize]`.
///   - shape: The extents.
///   - weightGradient: The gradient of the weights, as they; not computed where nil.
///   - valueGradient: The gradient of the values, as they; not computed where nil.
public func weightedValuesGradients(
  _ gradient: UnsafePointer<Float>, weights: UnsafePointer<Float>, values v: UnsafePointer<Float>,
  _ shape: AttentionShape, weightGradient: UnsafeMutablePointer<Float>?,
  valueGradient: UnsafeMutablePointer<Float>?
) {
  shape.forEachHead { head, _ in
    let output = StoredMatrix(gradient + head.queryOffset, stride: shape.size)
    if let weightGradient {
      multiplyByBLAS(
        output, StoredMatrix(v + head.keyOffset, stride: shape.size, isTransposed: true),
        rows: shape.queries, columns: shape.keys, depth: shape.headSize,
        into: weightGradient + head.weightOffset, stride: shape.keys)
    }
    if let valueGradient {
      multiplyByBLAS(
        StoredMatrix(weights + head.weightOffset, stride: shape.keys, isTransposed: true), output,
        rows: shape.keys, columns: shape.headSize, depth: shape.queries,
        into: valueGradient + head.keyOffset, stride: shape.size)
    }
  }
}

/// The gradients of `attentionWeights`: with `dS` the softmax's, `dQ = scale · dS · k` and
/// `dK = scale · dSᵀ · q`.
///
/// - Parameters:
///   - gradient: The gradient of the weights, `[batch, heads, queries, keys]`.
///   - weights: The weights.
///   - q: The queries, `[batch, queries, heads · headSize]`.
///   - k: The keys, `[batch, keys, heads · headSize]`.
///   - shape: The extents.
///   - scale: The factor of the products.
///   - queryGradient: The gradient of the queries, as they; not computed where nil.
///   - keyGradient: The gradient of the keys, as they; not computed where nil.
public func attentionWeightsGradients(
  _ gradient: UnsafePointer<Float>, weights: UnsafePointer<Float>, queries q: UnsafePointer<Float>,
  keys k: UnsafePointer<Float>, _ shape: AttentionShape, scale: Float,
  queryGradient: UnsafeMutablePointer<Float>?, keyGradient: UnsafeMutablePointer<Float>?
) {
  let softmaxGradient = zoo_reduce().pointee.softmax_rows_gradient
  shape.forEachHead(needsScratch: true) { head, scores in
    softmaxGradient?(
      weights + head.weightOffset, gradient + head.weightOffset, scores, shape.queries, shape.keys,
      0)
    if let queryGradient {
      multiplyByBLAS(
        StoredMatrix(scores, stride: shape.keys),
        StoredMatrix(k + head.keyOffset, stride: shape.size), rows: shape.queries,
        columns: shape.headSize, depth: shape.keys, scale: scale,
        into: queryGradient + head.queryOffset, stride: shape.size)
    }
    if let keyGradient {
      multiplyByBLAS(
        StoredMatrix(scores, stride: shape.keys, isTransposed: true),
        StoredMatrix(q + head.queryOffset, stride: shape.size), rows: shape.keys,
        columns: shape.headSize, depth: shape.queries, scale: scale,
        into: keyGradient + head.keyOffset, stride: shape.size)
    }
  }
}

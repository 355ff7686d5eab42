import Kernels

extension Tensor {
  /// Attention of `headCount` heads: `softmax(q · kᵀ / √headSize) · v` in each head's part.
  ///
  /// - Input: Queries `[N, L, E]`; keys and values `[N, M, E]`, or joined `[1, ΣM, E]`, and then the
  ///   queries may be so too.
  /// - Output: As the queries.
  ///
  /// Source: Vaswani et al., "Attention Is All You Need", 2017, section 3.2.
  /// https://arxiv.org/abs/1706.03762
  ///
  /// - Parameters:
  ///   - keys: The keys.
  ///   - values: The values.
  ///   - headCount: The number of heads, which divides `E`.
  ///   - mask: The keys that may be looked at, `[N, M]`; all where nil.
  /// - Returns: What each query sees.
  public func attention(
    to keys: Tensor, values: Tensor, headCount: Int, mask: AttentionMask? = nil
  ) -> Tensor {
    guard !isTracked, !keys.isTracked, !values.isTracked else {
      return attentionWeights(to: keys, headCount: headCount, mask: mask)
        .weighted(values, headCount: headCount)
    }
    let shape = attentionShape(keys, headCount, mask)
    values.check([keys.shape[0], keys.shape[1], shape.size])
    return Tensor(shape: self.shape) { output in
      withPointer { q in
        keys.withPointer { k in
          values.withPointer { v in
            mask.flatMap(\.offsets).withPointer { offsets in
              Kernels.attention(
                q, k, v, shape, scale: shape.scale, mask: offsets,
                keyCounts: mask?.keyCounts ?? shape.allKeys, into: output)
            }
          }
        }
      }
    }
  }

  /// How much each query looks at each key: `softmax(q · kᵀ / √headSize)` in each head's part.
  ///
  /// - Input: Queries `[N, L, E]`, keys `[N, M, E]`.
  /// - Output: `[N, headCount, L, M]`, whose rows sum to 1.
  ///
  /// - Parameters:
  ///   - keys: The keys.
  ///   - headCount: The number of heads, which divides `E`.
  ///   - mask: The keys that may be looked at, `[N, M]`; all where nil.
  /// - Returns: The weights.
  public func attentionWeights(
    to keys: Tensor, headCount: Int, mask: AttentionMask? = nil
  ) -> Tensor {
    let shape = attentionShape(keys, headCount, mask)
    let (queries, k) = (detached, keys.detached)
    let weights = Tensor(shape: [shape.batch, headCount, shape.queries, shape.keys]) { weights in
      queries.withPointer { q in
        k.withPointer { k in
          mask.flatMap(\.offsets).withPointer { offsets in
            Kernels.attentionWeights(
              q, k, shape, scale: shape.scale, mask: offsets,
              keyCounts: mask?.keyCounts ?? shape.allKeys, into: weights)
          }
        }
      }
    }
    return .recording(weights, [self, keys]) { gradient, needed in
      let results = [queries, k].enumerated().map { index, operand in
        needed[index] ? Tensor(shape: operand.shape, storage: Storage(count: operand.count)) : nil
      }
      gradient.withPointer { gradient in
        weights.withPointer { weights in
          queries.withPointer { q in
            k.withPointer { k in
              attentionWeightsGradients(
                gradient, weights: weights, queries: q, keys: k, shape, scale: shape.scale,
                queryGradient: results[0]?.storage.pointer, keyGradient: results[1]?.storage.pointer
              )
            }
          }
        }
      }
      return results
    }
  }

  /// What each query sees: in each head's part, the sum of the values times these weights.
  ///
  /// - Input: Weights `[N, headCount, L, M]`, values `[N, M, E]`.
  /// - Output: `[N, L, E]`.
  ///
  /// - Parameters:
  ///   - values: The values.
  ///   - headCount: The number of heads, which divides `E`.
  /// - Returns: The sums.
  public func weighted(_ values: Tensor, headCount: Int) -> Tensor {
    guard rank == 4, shape[1] == headCount, values.rank == 3, values.shape[2] % headCount == 0
    else {
      trap("attention: weights \(shape) and values \(values.shape) of \(headCount) heads")
    }
    let shape = AttentionShape(
      batch: shape[0], queries: shape[2], keys: shape[3], heads: headCount,
      headSize: values.shape[2] / headCount)
    values.check([shape.batch, shape.keys, shape.size])
    let (weights, v) = (detached, values.detached)
    let output = Tensor(shape: [shape.batch, shape.queries, shape.size]) { output in
      weights.withPointer { weights in
        v.withPointer { v in weightedValues(weights, v, shape, into: output) }
      }
    }
    return .recording(output, [self, values]) { gradient, needed in
      let results = [weights, v].enumerated().map { index, operand in
        needed[index] ? Tensor(shape: operand.shape, storage: Storage(count: operand.count)) : nil
      }
      gradient.withPointer { gradient in
        weights.withPointer { weights in
          v.withPointer { v in
            weightedValuesGradients(
              gradient, weights: weights, values: v, shape,
              weightGradient: results[0]?.storage.pointer,
              valueGradient: results[1]?.storage.pointer)
          }
        }
      }
      return results
    }
  }

  private func attentionShape(
    _ keys: Tensor, _ headCount: Int, _ mask: AttentionMask?
  ) -> AttentionShape {
    let lengths = mask.flatMap { $0.isJoined ? $0.keyCounts : nil }
    let isSame = rank == 3 && lengths != nil && shape == keys.shape
    guard rank == 3, keys.rank == 3, isSame || shape[0] == lengths?.count ?? keys.shape[0],
      shape[2] == keys.shape[2], headCount > 0, shape[2] % headCount == 0
    else {
      trap("attention: queries \(shape) and keys \(keys.shape) of \(headCount) heads do not fit")
    }
    if let mask, mask.shape != Array(keys.shape.prefix(2)) {
      trap("attention: the mask \(mask.shape) does not fit the keys \(keys.shape)")
    }
    let headSize = shape[2] / headCount
    if let lengths {
      return AttentionShape(
        joined: lengths, queries: isSame ? nil : shape[1], heads: headCount, headSize: headSize)
    }
    return AttentionShape(
      batch: shape[0], queries: shape[1], keys: keys.shape[1], heads: headCount, headSize: headSize)
  }

  private func check(_ valueShape: [Int]) {
    guard shape == valueShape else {
      trap("attention: values \(valueShape) expected, not \(shape)")
    }
  }
}

extension AttentionShape {
  /// What keeps the products from growing with the length of the vectors.
  fileprivate var scale: Float { 1 / Float(headSize).squareRoot() }

  /// Every key of every sequence.
  fileprivate var allKeys: [Int] { [Int](repeating: keys, count: batch) }
}

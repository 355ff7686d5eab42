import Kernels

extension Tensor {
  /// Normalizes the last axis by its own moments: `(x − mean) / √(variance + ε) · weight + bias`.
  ///
  /// - Input: Any rank, `[…, E]`.
  /// - Output: The same shape.
  ///
  /// - Parameters:
  ///   - weight: The factors, `[E]`.
  ///   - bias: The offsets, `[E]`.
  ///   - epsilon: Added to the biased variance.
  /// - Returns: The normalized tensor.
  public func layerNormalized(weight: Tensor, bias: Tensor, epsilon: Float = 1e-5) -> Tensor {
    checkChannels("layer norm", [weight, bias])
    return rowNormalized(.layer(epsilon: epsilon), weight, bias)
  }

  /// Scales the last axis to a length: `x / (√Σ x² + ε) · weight`.
  ///
  /// - Input: Any rank, channels last.
  /// - Output: The same shape.
  ///
  /// - Parameters:
  ///   - weight: The factors, `[C]`.
  ///   - epsilon: Added to the length.
  /// - Returns: The normalized tensor.
  public func l2Normalized(weight: Tensor, epsilon: Float = 1e-10) -> Tensor {
    checkChannels("l2 norm", [weight])
    return rowNormalized(.l2(epsilon: epsilon), weight, nil)
  }

  private func rowNormalized(_ norm: RowNorm, _ weight: Tensor, _ bias: Tensor?) -> Tensor {
    let (x, factors) = (detached, weight.detached)
    let value = Tensor(shape: shape) { y in
      x.withUnsafeBufferPointer { x in
        factors.withUnsafeBufferPointer { factors in
          guard let bias else { return normalizeRows(x, norm, weight: factors, bias: nil, into: y) }
          bias.withUnsafeBufferPointer {
            normalizeRows(x, norm, weight: factors, bias: $0, into: y)
          }
        }
      }
    }
    return .recording(value, [self, weight] + (bias.map { [$0] } ?? [])) { gradient, needed in
      x.rowNormalizedGradients(gradient, norm, factors, needed)
    }
  }

  private func rowNormalizedGradients(
    _ gradient: Tensor, _ norm: RowNorm, _ weight: Tensor, _ needed: [Bool]
  ) -> [Tensor?] {
    func sums(into result: UnsafeMutableBufferPointer<Float>?) -> (weight: [Float], bias: [Float]) {
      withUnsafeBufferPointer { x in
        gradient.withUnsafeBufferPointer { gradient in
          weight.withUnsafeBufferPointer {
            normalizeRowsBackward(x, gradient: gradient, norm, weight: $0, into: result)
          }
        }
      }
    }
    var result: Tensor?
    var parameters: (weight: [Float], bias: [Float]) = ([], [])
    if needed[0] {
      result = Tensor(shape: shape) { parameters = sums(into: $0) }
    } else {
      parameters = sums(into: nil)
    }
    let gradients = [
      result, Tensor(parameters.weight, shape: weight.shape),
      Tensor(parameters.bias, shape: weight.shape),
    ]
    return zip(gradients, needed).map { $1 ? $0 : nil }
  }
}

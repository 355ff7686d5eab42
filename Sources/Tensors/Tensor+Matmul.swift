import Kernels

extension Tensor {
  /// The matrix product of the last two axes, `self · other`; the axes before broadcast.
  ///
  /// - Input: `[…, m, k]` and `[…, k, n]`; transposed operands are `[…, k, m]` and `[…, n, k]`.
  /// - Output: `[…, m, n]`.
  ///
  /// - Parameters:
  ///   - other: The right operand.
  ///   - transposeA: Whether the last two axes of `self` are exchanged, without a copy.
  ///   - transposeB: Whether the last two axes of `other` are exchanged, without a copy.
  /// - Returns: The product.
  public func matmul(
    _ other: Tensor, transposeA: Bool = false, transposeB: Bool = false
  ) -> Tensor {
    let (a, b) = (detached, other.detached)
    // Batch axes that only the left operand has are more rows of one product.
    let folds = rank > 2 && other.rank == 2 && !transposeA
    let rows = [shape.dropLast().reduce(1, *), shape.last ?? 1]
    let product = BatchedProduct(
      folds ? rows : shape, other.shape, transposeA: transposeA, transposeB: transposeB)
    let output = product(a, b)
    let shaped = folds ? output.withShape(shape.dropLast() + [product.columns]) : output
    guard isTracked || other.isTracked else { return shaped }
    return .recording(shaped, [self, other]) { gradient, needed in
      [
        needed[0]
          ? gradient.productForLeft(
            with: b, of: a.shape, transposeA: transposeA, transposeB: transposeB) : nil,
        needed[1]
          ? gradient.productForRight(
            with: a, of: b.shape, transposeA: transposeA, transposeB: transposeB) : nil,
      ]
    }
  }

  /// The gradient of the left operand: `G · op(B)ᵀ`, or its transpose `op(B) · Gᵀ`.
  private func productForLeft(
    with b: Tensor, of shape: [Int], transposeA: Bool, transposeB: Bool
  ) -> Tensor {
    let batch = Array(shape.dropLast(2))
    if transposeA {
      return BatchedProduct(
        b.shape, self.shape, transposeA: transposeB, transposeB: true, into: batch)(b, self)
    }
    return BatchedProduct(
      self.shape, b.shape, transposeA: false, transposeB: !transposeB, into: batch)(self, b)
  }

  /// The gradient of the right operand: `op(A)ᵀ · G`, or its transpose `Gᵀ · op(A)`.
  private func productForRight(
    with a: Tensor, of shape: [Int], transposeA: Bool, transposeB: Bool
  ) -> Tensor {
    let batch = Array(shape.dropLast(2))
    if transposeB {
      return BatchedProduct(
        self.shape, a.shape, transposeA: true, transposeB: transposeA, into: batch)(self, a)
    }
    return BatchedProduct(
      a.shape, self.shape, transposeA: !transposeA, transposeB: false, into: batch)(a, self)
  }
}

import Kernels

/// A sum of products by Einstein's convention: letters that the output lacks are summed over.
///
/// ```swift
/// einsum("nqhd,nkhd->nhqk", queries, keys)  // the scores of attention
/// ```
///
/// The operands are brought into the order of one batched matrix product; letters are single, an
/// ellipsis is not understood, and no letter occurs twice in one operand.
///
/// - Parameters:
///   - equation: The letters of each operand's axes, an arrow, and those of the output.
///   - operands: One or more tensors; more than two are taken in from the left.
/// - Returns: The output.
public func einsum(_ equation: String, _ operands: Tensor...) -> Tensor {
  let equation = EinsumEquation(equation, shapes: operands.map(\.shape))
  var letters = equation.operands
  var tensors = operands
  while tensors.count > 1 {
    let later = Set(letters.dropFirst(2).joined()).union(equation.output)
    let (a, b) = (letters[0], letters[1])
    let kept = a.filter(later.contains) + b.filter { later.contains($0) && !a.contains($0) }
    let product = contracted(tensors[0], a, tensors[1], b, into: kept)
    tensors.replaceSubrange(0..<2, with: [product])
    letters.replaceSubrange(0..<2, with: [kept])
  }
  return arranged(tensors[0], letters[0], into: equation.output)
}

/// Sums over the letters that are not wanted and brings the others into order.
private func arranged(_ tensor: Tensor, _ letters: [Character], into wanted: [Character]) -> Tensor
{
  let summed = letters.indices.filter { !wanted.contains(letters[$0]) }
  let rest = letters.filter(wanted.contains)
  let sum = summed.isEmpty ? tensor : tensor.sum(axes: summed)
  let order = wanted.map { letter in rest.firstIndex(of: letter) ?? 0 }
  return order == Array(order.indices) ? sum : sum.transposed(order)
}

/// One product of two operands as a batched matrix product.
private func contracted(
  _ x: Tensor, _ a: [Character], _ y: Tensor, _ b: [Character], into output: [Character]
) -> Tensor {
  // What only one operand has and nobody wants is summed first.
  let ofA = a.filter { b.contains($0) || output.contains($0) }
  let ofB = b.filter { a.contains($0) || output.contains($0) }
  let batch = ofA.filter { ofB.contains($0) && output.contains($0) }
  let common = ofA.filter { ofB.contains($0) && !output.contains($0) }
  let rows = ofA.filter { !ofB.contains($0) }
  let columns = ofB.filter { !ofA.contains($0) }
  let extents = Dictionary(
    zip(a + b, x.shape + y.shape).map { ($0, $1) }, uniquingKeysWith: { first, _ in first })
  func extent(_ letters: [Character]) -> Int { letters.reduce(1) { $0 * (extents[$1] ?? 1) } }
  /// `[batch, first, second]`; transposed in the product where the axes lie the other way round.
  func matrix(
    _ tensor: Tensor, _ letters: [Character], _ kept: [Character], _ first: [Character],
    _ second: [Character]
  ) -> (Tensor, isTransposed: Bool) {
    let lies = kept == batch + second + first
    let order = lies ? batch + second + first : batch + first + second
    let shape =
      lies
      ? [extent(batch), extent(second), extent(first)]
      : [extent(batch), extent(first), extent(second)]
    return (arranged(tensor, letters, into: order).reshaped(shape), lies)
  }
  let (left, transposeA) = matrix(x, a, ofA, rows, common)
  let (right, transposeB) = matrix(y, b, ofB, common, columns)
  let product = left.matmul(right, transposeA: transposeA, transposeB: transposeB)
  let letters = batch + rows + columns
  return arranged(product.reshaped(letters.map { extents[$0] ?? 1 }), letters, into: output)
}

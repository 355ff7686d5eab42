import Tensors

/// The reference texts of a network: ids and masks of which each row is shorter than the one before.
public struct TextInput: Sendable {
  /// The ids, `[N, L]`.
  public let ids: IntTensor
  /// 1 from the middle on, 0 before it and in the padding.
  public let types: IntTensor
  /// 1 for tokens, 0 for padding.
  public let mask: IntTensor

  /// Makes texts.
  ///
  /// - Parameters:
  ///   - count: The number of texts.
  ///   - length: The number of tokens of each, padding included.
  ///   - tokenCount: The number of ids.
  ///   - paddingID: The id of the padding.
  public init(_ count: Int, length: Int, tokenCount: Int, paddingID: Int) {
    let shape = [count, length]
    let kept = (0..<count).map { length - ($0 + 1) * (length / 8) }
    let isToken = (0..<count * length).map { $0 % length < kept[$0 / length] }
    mask = IntTensor(isToken.map { $0 ? 1 : 0 }, shape: shape)
    let filled = filledIntegers("input.ids", shape: shape, modulo: tokenCount).scalars
    ids = IntTensor(zip(filled, isToken).map { $1 ? $0 : paddingID }, shape: shape)
    types = IntTensor(
      isToken.enumerated().map { $0 % length >= length / 2 && $1 ? 1 : 0 }, shape: shape)
  }
}

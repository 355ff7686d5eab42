extension Tensor {
  /// The first position of sequences, `[N, L, E]` → `[N, E]`.
  public func firstPosition() -> Tensor { sliced(axis: 1, range: 0..<1).squeezed(axis: 1) }
}

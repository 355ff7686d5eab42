import Tensors

extension Module {
  /// The most elements that are looked through where a file holds the same floats: of more, that would be
  /// all that reads them.
  private static var countedInFiles: Int { 1 << 20 }

  /// The tensors that hold NaN or infinity, in words; empty where all are numbers.
  ///
  /// - Parameters:
  ///   - network: What the words call the module.
  ///   - readsFiles: Whether to look through tensors of more than 2²⁰ elements, too, that read a file
  ///     in place, which reads all of it.
  /// - Returns: A text for each, such as `the generator's 'last.0.bias' has NaN or infinity (1 of 1)`.
  public func nonFiniteTensors(of network: String, readsFiles: Bool = false) -> [String] {
    state.compactMap { path, entry in
      let value = entry.value
      guard readsFiles || !value.isBorrowed || value.count <= Self.countedInFiles else {
        return nil
      }
      let count = value.nonFiniteCount
      guard count > 0 else { return nil }
      return "the \(network)'s '\(path)' has NaN or infinity (\(count) of \(value.count))"
    }
  }
}

import Tensors

/// What an optimizer remembers between steps.
public struct OptimizerState: Sendable {
  /// Its tensors, named `<path>.<what>`, such as `classifier.6.weight.velocity`.
  public var tensors: [String: Tensor]
  /// Its numbers of steps, by name.
  public var counters: [String: Int]

  /// Creates a state.
  public init(tensors: [String: Tensor] = [:], counters: [String: Int] = [:]) {
    self.tensors = tensors
    self.counters = counters
  }

  /// The tensors called `<path>.<suffix>`, by path.
  func tensors(suffix: String) -> [String: Tensor] {
    let ending = ".\(suffix)"
    let pairs = tensors.filter { $0.key.hasSuffix(ending) }
      .map { (String($0.key.dropLast(ending.count)), $0.value) }
    return Dictionary(uniqueKeysWithValues: pairs)
  }

  /// Adds tensors by path, as `<path>.<suffix>`.
  mutating func add(_ tensors: [String: Tensor], suffix: String) {
    for (path, tensor) in tensors { self.tensors["\(path).\(suffix)"] = tensor }
  }
}

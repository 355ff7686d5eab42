import Kernels
import Synchronization

/// One step of a computation: where its inputs came from and how its gradient reaches them.
///
/// `@unchecked Sendable`: `inputs` changes in `deinit` only, when nobody else can see the node.
package final class Node: @unchecked Sendable {
  /// The gradient of an operation: from that of the output to those of the inputs that need one.
  package typealias Backward = @Sendable (_ gradient: Tensor, _ needed: [Bool]) -> [Tensor?]

  private static let nextOrder = Atomic<UInt64>(0)

  /// Nodes are numbered as they are made: an input's number is below that of its users.
  let order: UInt64
  /// The nodes of the inputs; nil where an input is a constant.
  private(set) var inputs: [Node?]
  /// Nil for a leaf, whose gradient is a result.
  let backward: Backward?

  init(inputs: [Node?] = [], backward: Backward? = nil) {
    order = Self.nextOrder.add(1, ordering: .relaxed).newValue
    self.inputs = inputs
    self.backward = backward
  }

  /// Creates a leaf: a parameter, or an input that a gradient is asked for.
  package static func leaf() -> Node { Node() }

  deinit {
    // Freed in a loop: a deep graph must not recurse.
    var stack = inputs
    inputs = []
    while var node = stack.popLast() {
      guard node != nil, isKnownUniquelyReferenced(&node), let last = node else { continue }
      stack += last.inputs
      last.inputs = []
    }
  }
}

extension Tensor {
  /// Whether a gradient flows through the tensor.
  package var isTracked: Bool { node != nil }

  /// The same elements as a leaf of the tape.
  package func tracked(by leaf: Node) -> Tensor { withNode(leaf) }

  /// The result of an operation, with its step on the tape if an input is tracked.
  ///
  /// - Parameters:
  ///   - value: The output, computed from the values of the inputs.
  ///   - inputs: The inputs, in the order of the gradients that `backward` returns.
  ///   - backward: Captures detached tensors only, so that the graph stays a chain of nodes.
  /// - Returns: `value`, tracked if an input is.
  package static func recording(
    _ value: Tensor, _ inputs: [Tensor], backward: @escaping Node.Backward
  ) -> Tensor {
    guard inputs.contains(where: \.isTracked) else { return value }
    return value.withNode(Node(inputs: inputs.map(\.node), backward: backward))
  }

  /// The gradient of this scalar at each leaf; nil where it does not depend on it.
  ///
  /// Steps are freed as the walk passes them, if the caller keeps no tensor of the graph.
  package consuming func gradients(at leaves: [Node]) -> [Tensor?] {
    guard count == 1 else {
      trap("gradients: the loss must be a scalar, it has the shape \(shape)")
    }
    guard let root = node else { return leaves.map { _ in nil } }
    let seed = Tensor.ones(shape)
    self = detached
    var walk = BackwardWalk(wanted: Set(leaves.map(ObjectIdentifier.init)))
    walk.run(from: root, seed: seed)
    return leaves.map { walk.results[ObjectIdentifier($0)] }
  }
}

/// Computes a scalar and its gradient at tensors.
///
/// - Parameters:
///   - inputs: Where the gradients are taken.
///   - body: Computes the scalar from the inputs, in evaluation mode unless it says otherwise.
/// - Returns: The scalar, and a gradient in the shape of each input.
public func valueAndGradients(
  at inputs: [Tensor], _ body: ([Tensor]) throws -> Tensor
) rethrows -> (value: Tensor, gradients: [Tensor]) {
  let leaves = inputs.map { _ in Node.leaf() }
  var loss = try body(zip(inputs, leaves).map { $0.tracked(by: $1) })
  let value = loss.detached
  let gradients = loss.takeGradients(at: leaves)
  return (value, zip(inputs, gradients).map { $1 ?? .zeros($0.shape) })
}

extension Tensor {
  /// The gradients at the leaves; the tensor leaves the tape before the walk, which thus frees it.
  package mutating func takeGradients(at leaves: [Node]) -> [Tensor?] {
    let tape = self
    self = detached
    return tape.gradients(at: leaves)
  }
}

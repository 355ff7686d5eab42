/// The walk from a loss back to the leaves, newest step first.
struct BackwardWalk {
  /// The leaves whose gradients are kept.
  let wanted: Set<ObjectIdentifier>
  private(set) var results: [ObjectIdentifier: Tensor] = [:]
  /// The gradients that have arrived at steps not yet passed.
  private var pending: [ObjectIdentifier: Tensor] = [:]
  /// The steps not yet passed, a binary heap with the newest on top.
  private var heap: [Node] = []

  init(wanted: Set<ObjectIdentifier>) {
    self.wanted = wanted
  }

  mutating func run(from root: consuming Node, seed: Tensor) {
    arrive(seed, at: root)
    while let node = popNewest() {
      guard let gradient = pending.removeValue(forKey: ObjectIdentifier(node)) else { continue }
      guard let backward = node.backward else {
        if wanted.contains(ObjectIdentifier(node)) { results[ObjectIdentifier(node)] = gradient }
        continue
      }
      let gradients = backward(gradient, node.inputs.map { $0 != nil })
      for (input, gradient) in zip(node.inputs, gradients) {
        if let input, let gradient { arrive(gradient, at: input) }
      }
    }
  }

  /// Adds a gradient to what has arrived at a step.
  private mutating func arrive(_ gradient: Tensor, at node: Node) {
    let key = ObjectIdentifier(node)
    guard var sum = pending.removeValue(forKey: key) else {
      pending[key] = gradient
      return push(node)
    }
    sum.accumulate(gradient)
    pending[key] = sum
  }

  private mutating func push(_ node: Node) {
    heap.append(node)
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child].order > heap[parent].order else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  private mutating func popNewest() -> Node? {
    guard let last = heap.popLast() else { return nil }
    guard let newest = heap.first else { return last }
    heap[0] = last
    var parent = 0
    while true {
      var largest = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
        if heap[child].order > heap[largest].order { largest = child }
      }
      guard largest != parent else { return newest }
      heap.swapAt(parent, largest)
      parent = largest
    }
  }
}

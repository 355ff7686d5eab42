import Kernels
import Tensors

/// The gradient of a loss at the parameters of a module.
public struct Gradients: Sendable {
  private var tensors: [ObjectIdentifier: Tensor]
  /// The parameters in the order of the module: sums over them are the same in each run.
  private var order: [ObjectIdentifier]

  init(order: [ObjectIdentifier], tensors: [ObjectIdentifier: Tensor]) {
    self.order = order
    self.tensors = tensors
  }

  /// The gradient at a parameter; nil if it is frozen or the loss does not depend on it.
  public subscript(parameter: Parameter) -> Tensor? {
    tensors[ObjectIdentifier(parameter)]
  }

  /// Takes the gradient of a parameter out, so that whoever reads it may reuse its memory.
  public mutating func remove(_ parameter: Parameter) -> Tensor? {
    tensors.removeValue(forKey: ObjectIdentifier(parameter))
  }

  /// Adds the gradients of another batch.
  public mutating func add(_ other: consuming Gradients) {
    for key in other.order {
      guard let gradient = other.tensors.removeValue(forKey: key) else { continue }
      guard var sum = tensors.removeValue(forKey: key) else {
        tensors[key] = gradient
        if !order.contains(key) { order.append(key) }
        continue
      }
      sum.accumulate(gradient)
      tensors[key] = sum
    }
  }

  /// Multiplies every gradient by a factor.
  public mutating func scale(by factor: Float) {
    change { $0 * factor }
  }

  /// Bounds every element of every gradient.
  ///
  /// - Parameter limit: The largest magnitude allowed.
  public mutating func clip(toValue limit: Float) {
    change { min(max($0, -limit), limit) }
  }

  /// Changes every element in place.
  @inline(__always)
  private mutating func change(_ body: (Float) -> Float) {
    withoutActuallyEscaping(body) { body in
      nonisolated(unsafe) let body = body
      for key in order {
        guard var gradient = tensors.removeValue(forKey: key) else { continue }
        gradient.withUnsafeMutableBufferPointer { buffer in
          nonisolated(unsafe) let buffer = buffer
          parallel(over: buffer.count, minimumPerThread: 1 << 15) { range in
            for i in range { buffer[i] = body(buffer[i]) }
          }
        }
        tensors[key] = gradient
      }
    }
  }

  /// The Euclidean norm of all gradients together.
  public var norm: Float {
    let squares = order.compactMap { tensors[$0] }.map { gradient in
      gradient.withUnsafeBufferPointer { buffer in
        var sums = SIMD8<Double>()
        let whole = buffer.count / 8 * 8
        for i in stride(from: 0, to: whole, by: 8) {
          let x = SIMD8<Double>(
            SIMD8<Float>(UnsafeBufferPointer(rebasing: buffer[i..<i + 8])))
          sums += x * x
        }
        return buffer[whole...].reduce(sums.sum()) { $0 + Double($1) * Double($1) }
      }
    }
    return Float(squares.reduce(0, +).squareRoot())
  }

  /// Scales all gradients down so that their norm is at most `limit`.
  ///
  /// Source: Pascanu et al., "On the difficulty of training recurrent neural networks", 2013.
  ///
  /// - Parameter limit: The largest norm allowed.
  /// - Returns: The norm before.
  @discardableResult
  public mutating func clip(toNorm limit: Float) -> Float {
    let norm = norm
    if norm > limit { scale(by: limit / (norm + 1e-6)) }
    return norm
  }
}

extension Module {
  /// Computes a loss and its gradients at the parameters that are not frozen.
  ///
  /// - Parameters:
  ///   - mode: `.training` by default; `.evaluation` keeps running statistics as they are.
  ///   - body: Computes the loss, a scalar, from the module.
  /// - Returns: The loss without a tape, and the gradients; the graph is freed.
  public func valueAndGradients(
    mode: Mode = .training, _ body: (Self) throws -> Tensor
  ) rethrows -> (value: Tensor, gradients: Gradients) {
    let (value, gradients, _) = try valueAndGradients(mode: mode, at: []) { module, _ in
      try body(module)
    }
    return (value, gradients)
  }

  /// Computes a loss and its gradients at the parameters that are not frozen and at inputs.
  ///
  /// - Parameters:
  ///   - mode: `.training` by default; `.evaluation` keeps running statistics as they are.
  ///   - inputs: Further tensors at which gradients are taken.
  ///   - body: Computes the loss, a scalar, from the module and the inputs.
  /// - Returns: The loss without a tape, the parameters' gradients and the inputs'.
  public func valueAndGradients(
    mode: Mode = .training, at inputs: [Tensor], _ body: (Self, [Tensor]) throws -> Tensor
  ) rethrows -> (value: Tensor, gradients: Gradients, inputGradients: [Tensor]) {
    var seen = Set<ObjectIdentifier>()
    let trained = parameters.map(\.parameter).filter {
      !$0.isFrozen && seen.insert(ObjectIdentifier($0)).inserted
    }
    let leaves = (0..<trained.count + inputs.count).map { _ in Node.leaf() }
    for (parameter, leaf) in zip(trained, leaves) { parameter.track(leaf) }
    defer { for parameter in trained { parameter.track(nil) } }
    let tracked = zip(inputs, leaves.dropFirst(trained.count)).map { $0.tracked(by: $1) }
    var loss = try Mode.with(mode) { try body(self, tracked) }
    let value = loss.detached
    let gradients = loss.takeGradients(at: leaves)
    let order = trained.map { ObjectIdentifier($0) }
    let pairs = zip(order, gradients).compactMap { key, gradient in gradient.map { (key, $0) } }
    return (
      value, Gradients(order: order, tensors: Dictionary(uniqueKeysWithValues: pairs)),
      zip(inputs, gradients.dropFirst(trained.count)).map { $1 ?? .zeros($0.shape) }
    )
  }
}

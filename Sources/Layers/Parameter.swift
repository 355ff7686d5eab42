import Kernels
import Tensors

/// A tensor that training changes.
///
/// Not `Sendable`: a model belongs to one task.
public final class Parameter {
  /// The extent of each axis, in our layout.
  public let shape: [Int]
  /// How the axes stand to those of published checkpoints.
  public let layout: ParameterLayout
  /// Whether training leaves the parameter as it is.
  public var isFrozen = false
  /// The number of changes so far: what is packed from an older version is stale.
  public private(set) var version = 0

  private var contents: Contents
  /// The leaf of the tape while gradients are recorded.
  private var leaf: Node?

  private enum Contents {
    /// Not computed before it is read: loading a checkpoint replaces it.
    case initial(Initializer, seed: UInt64)
    case tensor(Tensor)
    /// Packed by a layer, which alone needed it.
    case released
  }

  /// Creates a parameter with random or constant elements.
  ///
  /// - Parameters:
  ///   - shape: The extent of each axis, in our layout.
  ///   - initializer: How it begins; its seed is drawn from the current generator at once.
  ///   - layout: How the axes stand to those of published checkpoints.
  public init(_ shape: [Int], _ initializer: Initializer, layout: ParameterLayout = .plain) {
    self.shape = shape
    self.layout = layout
    contents = .initial(initializer, seed: Random.withCurrent { $0.next() })
  }

  /// The elements; tracked by the tape inside `valueAndGradients`.
  public var value: Tensor {
    switch contents {
    case .initial(let initializer, let seed):
      let tensor = initializer.tensor(shape, seed: seed)
      contents = .tensor(tensor)
      return leaf.map(tensor.tracked) ?? tensor
    case .tensor(let tensor):
      return leaf.map(tensor.tracked) ?? tensor
    case .released:
      trap(
        "parameter \(shape): its elements were released when the model was prepared for inference")
    }
  }

  /// The number of elements.
  public var count: Int { shape.reduce(1, *) }

  /// Whether gradients are being recorded: packed weights must not be used then.
  package var isTracked: Bool { leaf != nil }

  /// Begins anew with other elements.
  public func reset(_ initializer: Initializer) {
    contents = .initial(initializer, seed: Random.withCurrent { $0.next() })
    version += 1
  }

  /// Replaces the elements.
  ///
  /// - Parameter tensor: The new elements, in our layout; borrowed memory stays borrowed.
  public func assign(_ tensor: Tensor) {
    guard tensor.shape == shape else { trap("parameter: \(shape) = \(tensor.shape)") }
    contents = .tensor(tensor.detached)
    version += 1
  }

  /// Changes the elements in place.
  public func update<R>(_ body: (inout Tensor) throws -> R) rethrows -> R {
    var tensor = value.detached
    contents = .released  // the only reference: no copy
    defer {
      contents = .tensor(tensor)
      version += 1
    }
    return try body(&tensor)
  }

  /// Drops the elements: a layer has packed them and nothing else reads them.
  func release() {
    contents = .released
  }

  /// Records gradients at `leaf`, or no longer.
  func track(_ leaf: Node?) {
    self.leaf = leaf
  }
}

/// A tensor that is saved with the model but not trained: running statistics.
public final class Buffer {
  /// The elements.
  public var value: Tensor {
    didSet { version += 1 }
  }
  /// The number of changes so far.
  public private(set) var version = 0

  /// Creates a buffer.
  public init(_ value: Tensor) {
    self.value = value
  }
}

import Kernels

/// An array of floats of any rank: a value, contiguous, the last axis fastest.
///
/// Images and feature maps are channels-last, `[N, H, W, C]`.
public struct Tensor: Sendable {
  /// The extent of each axis; empty for a scalar.
  public let shape: [Int]
  /// The number of elements.
  public let count: Int
  private(set) var storage: Storage
  /// How the tensor came about; nil when no gradient is wanted.
  private(set) var node: Node?

  init(shape: [Int], storage: Storage, node: Node? = nil) {
    self.shape = shape
    count = shape.reduce(1, *)
    self.storage = storage
    self.node = node
  }

  /// Creates a tensor whose elements `body` writes, every one: they start undefined.
  ///
  /// - Parameters:
  ///   - shape: The extent of each axis.
  ///   - body: Writes the elements.
  public init(
    shape: [Int], initializingWith body: (UnsafeMutableBufferPointer<Float>) throws -> Void
  ) rethrows {
    guard shape.allSatisfy({ $0 >= 0 }) else { trap("tensor: a negative extent in \(shape)") }
    self.init(shape: shape, storage: Storage(count: shape.reduce(1, *)))
    try body(UnsafeMutableBufferPointer(start: storage.pointer, count: count))
  }

  /// Creates a tensor of the given elements, in row-major order.
  public init(_ scalars: [Float], shape: [Int]) {
    guard scalars.count == shape.reduce(1, *) else {
      trap("tensor: \(scalars.count) elements do not fill \(shape)")
    }
    self.init(shape: shape) { buffer in _ = buffer.update(fromContentsOf: scalars) }
  }

  /// Creates a tensor of rank 0.
  public init(_ scalar: Float) {
    self.init([scalar], shape: [])
  }

  /// Creates a read-only view of memory that `owner` keeps alive and nobody changes.
  package init(borrowing pointer: UnsafePointer<Float>, shape: [Int], owner: any TensorMemory) {
    self.init(shape: shape, storage: Storage(borrowing: pointer, owner: owner))
  }

  /// A tensor whose elements all are `value`.
  public static func full(_ shape: [Int], _ value: Float) -> Tensor {
    Tensor(shape: shape) { $0.update(repeating: value) }
  }

  /// A tensor of zeros.
  public static func zeros(_ shape: [Int]) -> Tensor { full(shape, 0) }

  /// A tensor of ones.
  public static func ones(_ shape: [Int]) -> Tensor { full(shape, 1) }

  /// The number of axes.
  public var rank: Int { shape.count }

  /// The elements in row-major order, copied.
  public var scalars: [Float] { withUnsafeBufferPointer(Array.init) }

  /// The only element.
  public func item() -> Float {
    guard count == 1 else { trap("item: \(shape) has \(count) elements, not one") }
    return storage.pointer[0]
  }

  /// The same elements without a tape: no gradient flows through the result.
  public var detached: Tensor { Tensor(shape: shape, storage: storage) }

  /// Calls `body` with the elements.
  public func withUnsafeBufferPointer<R>(
    _ body: (UnsafeBufferPointer<Float>) throws -> R
  ) rethrows -> R {
    try withExtendedLifetime(storage) {
      try body(UnsafeBufferPointer(start: storage.pointer, count: count))
    }
  }

  /// Calls `body` with the elements to change; the tensor leaves the tape.
  ///
  /// The elements are copied first if another tensor shares them.
  public mutating func withUnsafeMutableBufferPointer<R>(
    _ body: (UnsafeMutableBufferPointer<Float>) throws -> R
  ) rethrows -> R {
    node = nil
    if storage.isBorrowed || !isKnownUniquelyReferenced(&storage) {
      let copy = Storage(count: count)
      copy.pointer.update(from: storage.pointer, count: count)
      storage = copy
    }
    return try withExtendedLifetime(storage) {
      try body(UnsafeMutableBufferPointer(start: storage.pointer, count: count))
    }
  }

  /// Whether the elements are somebody else's, such as those of a file that is read in place.
  package var isBorrowed: Bool { storage.isBorrowed }

  /// Whether the elements can be changed without a copy.
  mutating func ownsItsStorage() -> Bool {
    !storage.isBorrowed && isKnownUniquelyReferenced(&storage)
  }

  /// The same elements in another shape.
  func withShape(_ shape: [Int]) -> Tensor { Tensor(shape: shape, storage: storage) }

  /// The same elements with a node of the tape.
  func withNode(_ node: Node?) -> Tensor { Tensor(shape: shape, storage: storage, node: node) }
}

import Kernels

/// An array of whole numbers: labels, token ids, indices.
public struct IntTensor: Sendable, Equatable {
  /// The extent of each axis.
  public let shape: [Int]
  /// The elements in row-major order.
  public let scalars: [Int]

  /// Creates a tensor of the given elements, in row-major order.
  public init(_ scalars: [Int], shape: [Int]) {
    guard scalars.count == shape.reduce(1, *) else {
      trap("int tensor: \(scalars.count) elements do not fill \(shape)")
    }
    self.shape = shape
    self.scalars = scalars
  }

  /// Creates a tensor of rank 1.
  public init(_ scalars: [Int]) {
    self.init(scalars, shape: [scalars.count])
  }

  /// The number of elements.
  public var count: Int { scalars.count }
}

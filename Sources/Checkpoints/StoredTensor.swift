import Files
import Tensors

/// A tensor in a checkpoint: where its elements are, and how to read them.
///
/// Nothing is read before it is asked for. Axes are as published.
public struct StoredTensor: Sendable {
  /// The name.
  public let name: String
  /// The type of the elements in the file.
  public let type: ScalarType
  /// The extent of each axis.
  public let shape: [Int]

  /// The bytes that hold the elements.
  let file: MappedFile
  /// Where the first element is, in bytes.
  let offset: Int
  /// How many elements to step along each axis.
  let strides: [Int]
  let isBigEndian: Bool

  /// The number of elements.
  public var count: Int { shape.reduce(1, *) }

  /// Describes a tensor whose elements follow one another, the last axis fastest.
  init(
    name: String, type: ScalarType, shape: [Int], file: MappedFile, offset: Int,
    strides: [Int]? = nil, isBigEndian: Bool = false
  ) {
    self.name = name
    self.type = type
    self.shape = shape
    self.file = file
    self.offset = offset
    // Along an axis of extent 1 no step is ever taken: a file may say anything of it.
    self.strides =
      strides.map { zip($0, shape).map { stride, extent in extent == 1 ? 0 : stride } }
      ?? Self.contiguousStrides(of: shape)
    self.isBigEndian = isBigEndian
  }

  /// The same elements under another name.
  func renamed(_ name: String) -> StoredTensor {
    StoredTensor(
      name: name, type: type, shape: shape, file: file, offset: offset, strides: strides,
      isBigEndian: isBigEndian)
  }

  /// The strides of elements that follow one another, the last axis fastest.
  static func contiguousStrides(of shape: [Int]) -> [Int] {
    var step = 1
    var strides: [Int] = []
    for extent in shape.reversed() {
      strides.append(step)
      step *= max(extent, 1)
    }
    return strides.reversed()
  }

  /// Whether the elements follow one another, the last axis fastest.
  var isContiguous: Bool {
    zip(zip(strides, Self.contiguousStrides(of: shape)), shape).allSatisfy { strides, extent in
      extent == 1 || strides.0 == strides.1
    } || count == 0
  }

  /// Where the elements are in the file, if they follow one another; else at least the first.
  var range: Range<Int> { offset..<min(offset + count * type.size, max(offset, file.count)) }

  /// The number of elements of a tensor, or nil when it is beyond any memory.
  static func checkedCount(of shape: [Int]) -> Int? {
    var count = 1
    // A zero anywhere makes the tensor empty, but the other extents must still be sound.
    for extent in shape where extent != 0 {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard extent > 0, !overflow, product < 1 << 48 else { return nil }
      count = product
    }
    return shape.contains(0) ? 0 : count
  }
}

/// A storage that a pickle names: raw elements kept elsewhere in the file.
struct PickleStorage {
  /// The name of the storage in the file.
  let key: Range<Int>
  /// The type of the elements; nil when each tensor says.
  let type: ScalarType?
  /// The number of elements, or of bytes when there is no type.
  let count: Int
  /// The elements of it that are meant, when it is a view of another one.
  let view: Range<Int>?
}

/// A tensor that a pickle describes: a view of a storage.
struct PickleTensor {
  /// The index of the storage among the machine's.
  let storage: Int
  let type: ScalarType
  /// The first element.
  let offset: Int
  let shape: [Int]
  let strides: [Int]
}

import Files

/// Where the elements of a storage are.
struct TorchStorage {
  /// The bytes of the file.
  let file: MappedFile
  /// The storage's part of them.
  let range: Range<Int>
  let isBigEndian: Bool
}

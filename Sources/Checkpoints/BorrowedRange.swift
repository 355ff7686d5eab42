import Files

/// Keeps a file mapped while tensors read a range of it; when the last is gone, as after its weights
/// were packed, the range's memory is given back.
final class BorrowedRange {
  private let file: MappedFile
  private let range: Range<Int>

  init(_ file: MappedFile, _ range: Range<Int>) {
    self.file = file
    self.range = range
  }

  deinit {
    file.release(range)
  }
}

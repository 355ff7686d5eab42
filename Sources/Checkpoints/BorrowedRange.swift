import Files
import Tensors

/// Keeps a file mapped while tensors read a range of it, whose memory is given back when its weights
/// were packed and when the last of them is gone.
final class BorrowedRange: TensorMemory {
  private let file: MappedFile
  private let range: Range<Int>

  init(_ file: MappedFile, _ range: Range<Int>) {
    self.file = file
    self.range = range
  }

  func giveBack() { file.release(range) }

  deinit { giveBack() }
}

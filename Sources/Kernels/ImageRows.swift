/// Calls `body` on ranges of rows, one image at a time, on all threads.
///
/// - Parameters:
///   - imageCount: The number of images.
///   - rowCount: The rows of an image.
///   - rowSize: The elements of a row, for the decision how many threads pay.
///   - body: The work on some rows of an image.
func parallelRows(
  of imageCount: Int, rowCount: Int, rowSize: Int,
  _ body: (_ image: Int, _ rows: Range<Int>) -> Void
) {
  parallel(over: imageCount * rowCount, minimumPerThread: 16_384 / max(rowSize, 1) + 1) { range in
    var start = range.lowerBound
    while start < range.upperBound {
      let image = start / rowCount
      let end = min(range.upperBound, (image + 1) * rowCount)
      body(image, start - image * rowCount..<end - image * rowCount)
      start = end
    }
  }
}

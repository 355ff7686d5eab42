/// What COCO's files say of an object beside its box: polygons, masks, key points.
///
/// Boxes need none of it, but a file that is wrong there is not to be believed elsewhere.
///
/// Source: the mask functions of pycocotools. https://github.com/cocodataset/cocoapi
enum COCOOutline {
  /// Reads over polygons or a run-length code.
  ///
  /// - Throws: `DatasetError.malformed` for one that cannot be.
  static func check(_ reader: inout JSONReader) throws(DatasetError) {
    if reader.isNext("{") { return try checkRuns(&reader) }
    guard reader.isNext("[") else { return try reader.skip() }
    try reader.array { (reader, _) throws(DatasetError) in
      let count = try numberCount(&reader)
      guard count.isMultiple(of: 2) else {
        throw reader.error("a polygon has \(count) numbers, not pairs of x and y")
      }
    }
  }

  /// Reads over key points.
  ///
  /// - Throws: `DatasetError.malformed`, where they are not x, y and visibility of each.
  static func checkKeypoints(_ reader: inout JSONReader) throws(DatasetError) {
    let count = try numberCount(&reader)
    guard count.isMultiple(of: 3) else {
      throw reader.error("key points have \(count) numbers, not x, y and visibility of each")
    }
  }

  private static func numberCount(_ reader: inout JSONReader) throws(DatasetError) -> Int {
    var count = 0
    try reader.array { (reader, index) throws(DatasetError) in
      try reader.skipNumber()
      count = index + 1
    }
    return count
  }

  /// A mask as lengths of runs, `{"size": [height, width], "counts": …}`: numbers, or text that packs
  /// them five bits to a character.
  private static func checkRuns(_ reader: inout JSONReader) throws(DatasetError) {
    var (area, total): (Int?, Int?)
    try reader.object { (reader, key) throws(DatasetError) in
      switch key {
      case "size": area = try Self.area(&reader)
      case "counts" where reader.isNext("\""):
        let text = try reader.string()
        total = unpackedTotal(text.utf8)
        guard total != nil else { throw reader.error("the text is no run-length code") }
      case "counts": total = try Self.total(&reader)
      default: try reader.skip()
      }
    }
    guard let area, let total else { throw reader.error("a mask needs size and counts") }
    guard area == total else {
      throw reader.error("the runs of a mask cover \(total) pixels, its size has \(area)")
    }
  }

  private static func area(_ reader: inout JSONReader) throws(DatasetError) -> Int {
    var sides: [Int] = []
    try reader.array { (reader, _) throws(DatasetError) in
      let side = try reader.integer()
      guard (1...1 << 20).contains(side), sides.count < 2 else {
        throw reader.error("the size of a mask is its height and width")
      }
      sides.append(side)
    }
    guard sides.count == 2 else { throw reader.error("the size of a mask is its height and width") }
    return sides[0] * sides[1]
  }

  private static func total(_ reader: inout JSONReader) throws(DatasetError) -> Int {
    var total = 0
    try reader.array { (reader, _) throws(DatasetError) in
      let run = try reader.integer()
      guard (0...1 << 40).contains(run), total <= 1 << 41 else {
        throw reader.error("a run of \(run) pixels")
      }
      total += run
    }
    return total
  }

  /// The pixels that packed runs cover; nil if they are none.
  ///
  /// From the fourth run on, the difference to the run before the last is stored.
  private static func unpackedTotal(_ text: String.UTF8View) -> Int? {
    var runs: [Int] = []
    var (value, shift) = (0, 0)
    for byte in text {
      guard (48..<112).contains(byte), shift < 40 else { return nil }
      let bits = Int(byte) - 48
      value |= (bits & 0x1F) << shift
      shift += 5
      guard bits & 0x20 == 0 else { continue }
      if bits & 0x10 != 0 { value |= -1 << shift }
      if runs.count > 2 { value += runs[runs.count - 2] }
      guard (0...1 << 40).contains(value) else { return nil }
      runs.append(value)
      (value, shift) = (0, 0)
    }
    guard shift == 0 else { return nil }
    return runs.reduce(0, &+)
  }
}

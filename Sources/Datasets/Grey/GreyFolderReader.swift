import Images

/// Reads the pictures of folders, one after another, as grey squares of one size.
struct GreyFolderReader {
  /// The height and width that the pictures get.
  let side: Int
  /// How many pictures of a folder are read at most.
  let limit: Int
  /// What was left out.
  var strays: [SkippedSample]
  private(set) var pixels: [UInt8] = []
  private(set) var labels: [Int] = []
  private(set) var files: [String] = []

  init(side: Int, limit: Int, strays: [SkippedSample]) {
    self.side = side
    self.limit = limit
    self.strays = strays
  }

  /// Reads all pictures below a folder.
  mutating func read(_ folder: String, label: Int) {
    var scan = FolderScan()
    scan.walk(folder)
    strays += scan.strays
    var count = 0
    for file in scan.files where count < limit {
      do {
        append(try Image(contentsOf: file.path))
        labels.append(label)
        files.append(file.path)
        count += 1
      } catch {
        strays.append(SkippedSample(file: file.path, reason: "\(error)"))
      }
    }
  }

  private mutating func append(_ image: Image) {
    let square = image.greyscale().resized(shortSide: side, centreCropped: side, .bicubic)
    for position in stride(from: 0, to: square.pixels.count, by: 3) {
      pixels.append(square.pixels[position])
    }
  }
}

import Files
import Images

/// Where pictures of results go: a file, or a folder in which each has a name of its own.
struct PictureOutput {
  /// The path; nil for none.
  private let path: String?
  private let isFile: Bool
  private var used = Set<String>()

  /// Prepares the folder, so that a wrong one is found before any work.
  ///
  /// - Throws: `FileError`, when nothing can be written there.
  init(_ path: String?) throws(FileError) {
    self.path = path
    isFile = path.map { $0.lowercased().hasSuffix(".png") && !isFolder($0) } ?? false
    guard let path else { return }
    if isFile {
      try checkWritable(folder: folder(of: path))
    } else {
      try createFolder(path)
      try checkWritable(folder: path)
    }
  }

  /// Writes a picture.
  ///
  /// - Parameters:
  ///   - stem: The name of the file without its ending.
  ///   - image: Draws the picture; not called if none is asked for.
  /// - Returns: The path of the file; nil if none was asked for.
  /// - Throws: `ImageError`, when it cannot be written.
  mutating func write(_ stem: String, _ image: () -> Image) throws(ImageError) -> String? {
    guard let path else { return nil }
    let target = isFile && used.isEmpty ? path : next(stem, in: path)
    used.insert(target)
    try image().writePNG(to: target)
    return target
  }

  /// A name that no other picture of this call has.
  private func next(_ stem: String, in path: String) -> String {
    let base = isFile ? String(path.dropLast(4)) : "\(path)/\(stem)"
    var number = 1
    while used.contains(number == 1 ? "\(base).png" : "\(base)-\(number).png") { number += 1 }
    return number == 1 ? "\(base).png" : "\(base)-\(number).png"
  }
}

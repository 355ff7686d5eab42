import Files
import Images

/// Where pictures of results go: a file, or a folder in which each has a name of its own.
struct PictureOutput {
  /// The path; nil for none.
  private let path: String?
  private let isFile: Bool
  /// The files and folders that are looked at.
  private let inputs: ReadPaths
  /// The folders of the files that are looked at: what else is there is no result.
  private let neighbourhoods: Set<String>
  /// Whether standard input names more of them, so that no file may be replaced at all.
  private let areInputsOpen: Bool
  private var used = Set<String>()

  /// Prepares the folder, so that a wrong one is found before any work.
  ///
  /// - Parameters:
  ///   - path: The file or folder; nil for none.
  ///   - inputs: The files and folders that are looked at, '-' for those that standard input names.
  /// - Throws: `FileError`, when nothing can be written there; `Failure`, where it may be an input.
  init(_ path: String?, inputs: [String]) throws {
    self.path = path
    areInputsOpen = inputs.contains("-")
    isFile = path.map { $0.lowercased().hasSuffix(".png") && !isFolder($0) } ?? false
    self.inputs = ReadPaths(inputs)
    neighbourhoods = Set(inputs.filter(isRegularFile).map { ReadPaths.real(folder(of: $0)) })
    guard let path else { return }
    if isFile {
      if mayBeInput(path) {
        throw Failure(
          .usage,
          "--output \(path) \(areInputsOpen ? "may be" : "is") a picture to look at — write to another "
            + "file")
      }
      try checkWritable(folder: folder(of: path))
    } else {
      try createFolder(path)
      try checkWritable(folder: path)
    }
  }

  /// How names of pictures end that are not written.
  private static let otherEndings = [".jpg", ".jpeg", ".gif", ".bmp", ".webp"]

  /// Finds a path that cannot be meant.
  ///
  /// - Throws: `Failure`, where it is empty or a file of another kind than PNG.
  static func check(_ path: String?, _ flag: String) throws(Failure) {
    guard let path else { return }
    if path.isEmpty { throw Failure(.usage, "\(flag) is empty — give a .png file or a folder") }
    if otherEndings.contains(where: path.lowercased().hasSuffix), !isFolder(path) {
      throw Failure(
        .usage, "\(flag) \(path): pictures are written as PNG — give a .png file or a folder")
    }
  }

  /// Finds a path that cannot be meant as a folder.
  ///
  /// - Throws: `Failure`, where it is empty or looks like a picture.
  static func checkFolder(_ path: String?, _ flag: String) throws(Failure) {
    guard let path else { return }
    if path.isEmpty { throw Failure(.usage, "\(flag) is empty — give a folder") }
    if (otherEndings + [".png"]).contains(where: path.lowercased().hasSuffix), !isFolder(path) {
      throw Failure(.usage, "\(flag) \(path) is no folder")
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

  /// A name that no other picture of this call has, no file beside an input, and none that may be looked
  /// at.
  private func next(_ stem: String, in path: String) -> String {
    let base = isFile ? String(path.dropLast(4)) : "\(path)/\(stem)"
    let isBesideInputs = neighbourhoods.contains(ReadPaths.real(folder(of: base)))
    var (number, name) = (1, "\(base).png")
    while used.contains(name) || mayBeInput(name) || isBesideInputs && isRegularFile(name) {
      number += 1
      name = "\(base)-\(number).png"
    }
    return name
  }

  private func mayBeInput(_ target: String) -> Bool {
    isRegularFile(target) && (areInputsOpen || inputs.contain(target))
  }
}

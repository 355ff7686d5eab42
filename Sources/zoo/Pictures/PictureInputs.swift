import Datasets
import Files
import Glibc
import Images

/// The pictures that arguments name, one after another: standard input may name any number.
struct PictureInputs {
  private var arguments: ArraySlice<String>
  private var pictures: ArraySlice<PictureInput>
  private var remaining: Int
  private var standardInput: StandardInputPaths?

  init(_ arguments: [String], drawn: [PictureInput], limit: Int?) {
    self.arguments = arguments[...]
    pictures = drawn[...]
    remaining = limit ?? .max
  }

  /// The next picture; nil at the end.
  ///
  /// - Throws: `Failure`, where standard input holds no paths.
  mutating func next() throws(Failure) -> PictureInput? {
    guard remaining > 0 else { return nil }
    remaining -= 1
    while true {
      if let picture = pictures.popFirst() { return picture }
      switch try standardInput?.next() {
      case .path(let path):
        pictures = Self.pictures(at: path)[...]
        continue
      case .illegible(let name):
        let error = ImageError.missing(path: name, reason: "the name is not UTF-8; rename it")
        return .missing(error, name: name)
      case nil: standardInput = nil
      }
      guard let argument = arguments.popFirst() else { return nil }
      if argument == "-" {
        standardInput = StandardInputPaths()
      } else {
        pictures = Self.pictures(at: argument)[...]
      }
    }
  }

  /// A file, or the pictures in a folder and its folders, in the order of their names' bytes.
  private static func pictures(at path: String) -> [PictureInput] {
    guard isFolder(path) else { return [.file(path)] }
    var scan = FolderScan()
    scan.walk(path.hasSuffix("/") ? String(path.dropLast()) : path)
    func isPicture(_ name: String) -> Bool {
      [".png", ".jpg", ".jpeg"].contains { name.lowercased().hasSuffix($0) }
    }
    let pictures =
      scan.files.map(\.path).filter(isPicture).map(PictureInput.file)
      + scan.strays.filter { $0.kind == .broken }.map(Self.fault)
    guard !pictures.isEmpty else {
      return [
        .missing(.missing(path: path, reason: "no .png, .jpg or .jpeg file in it"), name: path)
      ]
    }
    return pictures.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// What cannot be entered or opened, which is reported when that is tried again; what has no name
  /// to try it by, as it was found.
  private static func fault(_ stray: SkippedSample) -> PictureInput {
    var facts = stat()
    guard lstat(stray.name, &facts) != 0, errno == ENOENT else { return .file(stray.name) }
    return .missing(.missing(path: stray.name, reason: stray.reason), name: stray.name)
  }
}

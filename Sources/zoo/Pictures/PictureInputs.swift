import Datasets
import Files
import Images

/// The pictures that arguments name, one after another: standard input may name any number.
struct PictureInputs: Sequence {
  private let arguments: [String]
  private let drawn: [PictureInput]
  private let limit: Int?

  init(_ arguments: [String], drawn: [PictureInput], limit: Int?) {
    self.arguments = arguments
    self.drawn = drawn
    self.limit = limit
  }

  func makeIterator() -> AnyIterator<PictureInput> {
    var drawn = drawn[...]
    var arguments = arguments[...]
    var files: ArraySlice<PictureInput> = []
    var readsInput = false
    var count = 0
    return AnyIterator {
      if let limit, count >= limit { return nil }
      count += 1
      while true {
        if let next = drawn.popFirst() ?? files.popFirst() { return next }
        if readsInput {
          guard let line = readLine() else {
            readsInput = false
            continue
          }
          if !line.isEmpty { files = Self.pictures(at: line)[...] }
          continue
        }
        guard let argument = arguments.popFirst() else { return nil }
        if argument == "-" {
          readsInput = true
        } else {
          files = Self.pictures(at: argument)[...]
        }
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
    // What cannot be entered or opened is reported when that is tried again.
    let names =
      scan.files.map(\.path).filter(isPicture)
      + scan.strays.map(\.name).filter { isPicture($0) || isFolder($0) }
    guard !names.isEmpty else {
      return [
        .missing(.missing(path: path, reason: "no .png, .jpg or .jpeg file in it"), name: path)
      ]
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { .file($0) }
  }
}

import Files
import Foundation

/// Where a page goes: a new file, or one that holds a page already.
enum PageOutput {
  /// Finds a path that cannot be meant.
  ///
  /// - Throws: `Failure`, where it is empty, '-', a folder, or a file that is no page.
  static func check(_ path: String?, _ flag: String) throws(Failure) {
    guard let path else { return }
    if path.isEmpty { throw Failure(.usage, "\(flag) is empty — name a file") }
    if path == "-" {
      throw Failure(.usage, "\(flag) -: no page goes to standard output — name a file")
    }
    if isFolder(path) { throw Failure(.usage, "\(flag) \(path) is a folder — name a file") }
    if isRegularFile(path), !isPage(path) {
      throw Failure(.usage, "\(flag) \(path) is there and is no page — name another file")
    }
  }

  /// Checks that the page can be written, so that this is known before any work.
  ///
  /// - Throws: `FileError`, when nothing can be written there.
  static func prepare(_ path: String) throws(FileError) {
    // A device or a pipe is written in place.
    guard isRegularFile(path) || !FileManager.default.fileExists(atPath: path) else { return }
    try checkWritable(folder: folder(of: path))
  }

  /// Whether a file begins as HTML, or is empty.
  private static func isPage(_ path: String) -> Bool {
    guard let file = FileHandle(forReadingAtPath: path),
      let bytes = try? file.read(upToCount: 512) ?? Data()
    else { return false }
    let text = String(decoding: bytes, as: UTF8.self).lowercased()
      .drop { $0.isWhitespace || $0 == "\u{FEFF}" }
    return bytes.isEmpty || text.hasPrefix("<!doctype html") || text.hasPrefix("<html")
  }
}

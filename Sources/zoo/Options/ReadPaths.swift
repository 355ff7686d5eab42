import Files
import Foundation

/// The files and folders that a call reads, of which no result may take the place.
struct ReadPaths {
  private let paths: Set<String>

  init(_ paths: [String]) {
    self.paths = Set(paths.map(Self.real))
  }

  /// Whether a path is one of them, or in one of their folders.
  func contain(_ path: String) -> Bool {
    var path = Self.real(path)
    while !path.isEmpty {
      if paths.contains(path) { return true }
      path = String(path[..<(path.utf8.lastIndex(of: UInt8(ascii: "/")) ?? path.startIndex)])
    }
    return false
  }

  /// Refuses a file that would be written in place of one that is read.
  ///
  /// - Throws: `Failure`.
  func check(_ output: String) throws(Failure) {
    guard isRegularFile(output), contain(output) else { return }
    throw Failure(.usage, "\(output) is read, and would be replaced — write to another file")
  }

  /// The path without links.
  static func real(_ path: String) -> String { URL(filePath: path).resolvingSymlinksInPath().path }
}

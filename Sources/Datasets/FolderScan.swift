import Glibc

/// The regular files under a folder, found without opening anything that could block.
package struct FolderScan {
  /// A regular file.
  package struct File {
    package let path: String
    package let size: Int
  }

  package private(set) var files: [File] = []
  /// What is no regular file, or cannot be entered.
  package private(set) var strays: [SkippedSample] = []
  /// Hidden files and what systems leave behind: `.DS_Store`, `Thumbs.db`.
  private(set) var ignoredCount = 0
  /// The folders entered: a loop of links ends here.
  private var visited: Set<[UInt64]> = []

  /// Creates a scan that enters some folders never, such as the one above the classes.
  package init(outside folders: String...) {
    for folder in folders { _ = enter(folder) }
  }

  /// Whether a folder exists and is entered for the first time.
  private mutating func enter(_ folder: String) -> Bool {
    var facts = stat()
    return stat(folder, &facts) == 0
      && visited.insert([UInt64(facts.st_dev), UInt64(facts.st_ino)]).inserted
  }

  /// Walks a folder, names in the order of their bytes.
  package mutating func walk(_ folder: String) {
    guard enter(folder) else { return }
    let listing = Self.list(folder)
    ignoredCount += listing.ignoredCount
    strays += listing.strays
    for name in listing.names { visit("\(folder)/\(name)") }
  }

  private mutating func visit(_ path: String) {
    var facts = stat()
    guard stat(path, &facts) == 0 else {
      let reason = errno == ENOENT ? "a link to nothing" : String(cString: strerror(errno))
      return strays.append(SkippedSample(file: path, reason: reason))
    }
    switch facts.st_mode & S_IFMT {
    case S_IFDIR: walk(path)
    case S_IFREG: files.append(File(path: path, size: Int(facts.st_size)))
    default: strays.append(SkippedSample(file: path, reason: "not a regular file"))
    }
  }

  /// The names in a folder.
  struct Listing {
    var names: [String] = []
    var strays: [SkippedSample] = []
    var ignoredCount = 0
    /// Folders whose names are not UTF-8, as they are shown: nothing in them can be opened.
    var illegibleFolders: [String] = []
    /// Why the folder could not be read, an `errno`.
    var failure: Int32?
  }

  /// Lists a folder that holds the data.
  ///
  /// - Throws: `DatasetError.permission`, `.notFound` or `.inputOutput`, where it cannot be read.
  static func listing(of folder: String) throws(DatasetError) -> Listing {
    let listing = list(folder)
    switch listing.failure {
    case nil: return listing
    case EACCES: throw .permission("\(folder): permission denied; check who may read it")
    case ENOENT, ENOTDIR: throw .noFolder(folder)
    case let code?: throw .inputOutput("\(folder): \(String(cString: strerror(code)))")
    }
  }

  /// Lists a folder that holds a folder for each class.
  ///
  /// - Throws: `DatasetError`, where it cannot be read, or a class would be left out for its name.
  static func classListing(of folder: String) throws(DatasetError) -> Listing {
    let listing = try listing(of: folder)
    if let name = listing.illegibleFolders.first {
      throw .malformed("\(escaped(name)): the name of a class's folder is not UTF-8; rename it")
    }
    return listing
  }

  /// Lists a folder without what is hidden or left behind by systems.
  static func list(_ folder: String) -> Listing {
    var listing = Listing()
    guard let stream = opendir(folder) else {
      listing.failure = errno
      // It may hold what is looked for.
      listing.strays.append(
        SkippedSample(name: folder, reason: String(cString: strerror(errno))))
      return listing
    }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let (valid, shown) = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { name in
          (String(validatingCString: name), String(cString: name))
        }
      }
      if shown == "." || shown == ".." { continue }
      if shown.hasPrefix(".") || junk.contains(shown.lowercased()) {
        listing.ignoredCount += 1
      } else if let valid {
        listing.names.append(valid)
      } else {
        // Nothing can be opened by such a name, a picture neither.
        if entry.pointee.d_type == DT_DIR { listing.illegibleFolders.append("\(folder)/\(shown)") }
        listing.strays.append(
          SkippedSample(name: "\(folder)/\(shown)", reason: "the name is not UTF-8; rename it"))
      }
    }
    listing.names.sort(by: precedes)
    return listing
  }

  private static let junk: Set = ["thumbs.db", "desktop.ini", "__macosx", "@eadir"]
}

/// Whether a text comes before another in the order of their bytes, the same on every machine.
func precedes(_ a: String, _ b: String) -> Bool {
  a.utf8.lexicographicallyPrecedes(b.utf8)
}

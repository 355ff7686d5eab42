import Files
import Glibc
import Images

/// Pictures in a folder for each class: `root/ants/1.jpg`, `root/bees/2.png`.
///
/// Classes are the folders' names in the order of their bytes. The content, not the name, makes a
/// file a picture: what is neither PNG nor JPEG is reported among the strays and left out, hidden
/// files are ignored and counted, pipes and devices are never opened.
public struct ImageFolder: ImageCollection {
  /// The folder of the classes' folders.
  public let root: String
  public let classNames: [String]
  public let strays: [SkippedSample]
  /// The number of hidden files and files such as `Thumbs.db`.
  public let ignoredCount: Int
  private let files: [FolderScan.File]
  private let fileLabels: [Int]

  /// Finds the pictures under a folder.
  ///
  /// - Parameters:
  ///   - root: The folder of the classes' folders.
  ///   - expected: The classes that a network has already, for validation data: folders of other
  ///     names are an error, missing ones are not. nil takes those found, two or more, none empty.
  /// - Throws: `DatasetError.notFound` for a missing root, `.malformed` for a wrong layout.
  public init(root: String, classNames expected: [String]? = nil) throws(DatasetError) {
    let (folders, listing) = try Self.classFolders(of: root)
    let names = expected ?? folders
    for folder in folders where !names.contains(where: { $0.utf8.elementsEqual(folder.utf8) }) {
      throw .malformed(
        "\(root)/\(escaped(folder)): the training data have no such class; they have "
          + names.map(escaped).joined(separator: ", "))
    }
    var files: [FolderScan.File] = []
    var labels: [Int] = []
    var strays = listing.strays
    var ignoredCount = listing.ignoredCount
    for (label, name) in names.enumerated() {
      guard folders.contains(where: { $0.utf8.elementsEqual(name.utf8) }) else { continue }
      var scan = FolderScan(outside: root)
      let folder = "\(root)/\(name)"
      scan.walk(folder)
      // One that may not be read is not empty.
      if scan.strays.contains(where: { $0.name == folder }) {
        _ = try FolderScan.listing(of: folder)
      }
      strays += scan.strays
      ignoredCount += scan.ignoredCount
      for file in scan.files {
        if let reason = Self.problem(of: file) {
          strays.append(SkippedSample(file: file.path, reason: reason))
        } else {
          files.append(file)
          labels.append(label)
        }
      }
      if expected == nil, labels.last != label {
        throw .malformed("\(root)/\(escaped(name)): no PNG or JPEG picture; fill or remove it")
      }
    }
    if files.isEmpty { throw .malformed("\(root): no PNG or JPEG picture in its folders") }
    self.root = root
    classNames = names
    self.files = files
    fileLabels = labels
    self.strays = strays
    self.ignoredCount = ignoredCount
    if expected == nil, names.count < 2 {
      throw .malformed(
        "\(root): only one class, \(names.map(escaped).joined()); put each class in its folder")
    }
  }

  public var count: Int { files.count }
  public func label(at index: Int) -> Int { fileLabels[index] }
  public func name(at index: Int) -> String { files[index].path }

  public func image(at index: Int) throws -> Image {
    try Image(contentsOf: files[index].path)
  }

  /// The SHA-256 of the files' names below the root, and their sizes.
  public var fingerprint: String {
    let lines = files.map { "\($0.path.dropFirst(root.count))\0\($0.size)\n" }
    return sha256(of: lines.joined().utf8)
  }

  private static func classFolders(
    of root: String
  ) throws(DatasetError) -> ([String], FolderScan.Listing) {
    let listing = try FolderScan.classListing(of: root)
    var listed = listing
    let folders = listing.names.filter { isFolder("\(root)/\($0)") }
    for name in listing.names where !isFolder("\(root)/\(name)") {
      listed.strays.append(
        SkippedSample(file: "\(root)/\(name)", reason: "not in a class's folder"))
    }
    guard !folders.isEmpty else {
      throw .malformed(
        "\(root): no folders; put the pictures of each class in a folder of its name")
    }
    return (folders, listed)
  }

  /// Why a file is no picture; nil if its first bytes say that it is one.
  private static func problem(of file: FolderScan.File) -> String? {
    // Not blocking, should the file have become a pipe since.
    let descriptor = open(file.path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return String(cString: strerror(errno)) }
    defer { close(descriptor) }
    var start = [UInt8](repeating: 0, count: 8)
    let count = read(descriptor, &start, start.count)
    guard count >= 0 else { return String(cString: strerror(errno)) }
    if count == 0 { return "the file is empty" }
    let isPicture =
      start.starts(with: [0xFF, 0xD8, 0xFF]) || start == [0x89, 80, 78, 71, 13, 10, 26, 10]
    return isPicture ? nil : "not a PNG or JPEG picture; convert or remove it"
  }
}

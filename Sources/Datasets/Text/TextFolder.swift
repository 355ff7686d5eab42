import Files
import Tokenizers

/// Texts of a folder in which each class has a folder of `.txt` files, as the published IMDb.
public struct TextFolder: TextCollection {
  /// The folder.
  public let root: String
  /// The names of the folders in it, in the order of their bytes.
  public let classNames: [String]
  /// Files that cannot be texts, left out.
  public let strays: [SkippedSample]

  private let files: [(path: String, label: Int, size: Int)]

  /// The most bytes of a text.
  public static let byteLimit = 16 << 20
  /// Folders that hold texts without a class.
  static let withoutClass = ["unsup"]

  /// Lists a folder.
  ///
  /// - Parameters:
  ///   - root: The folder.
  ///   - known: The classes, where they are known; another folder is an error.
  /// - Throws: `DatasetError`, where there is no class or no text.
  public init(_ root: String, classNames known: [String]? = nil) throws(DatasetError) {
    let listing = try FolderScan.classListing(of: root)
    let names = listing.names.filter {
      isFolder("\(root)/\($0)") && !Self.withoutClass.contains($0)
    }
    let classes = known ?? names
    if let stranger = names.first(where: { !classes.contains($0) }) {
      throw .malformed("\(root)/\(stranger): the training data have no such class")
    }
    guard classes.count >= 2 else {
      throw .malformed("\(root): \(classes.count) folders of classes, two or more are needed")
    }
    var files: [(path: String, label: Int, size: Int)] = []
    var strays = listing.strays
    for (label, name) in classes.enumerated() {
      var scan = FolderScan(outside: root)
      scan.walk("\(root)/\(name)")
      strays += scan.strays
      for file in scan.files {
        if !file.path.hasSuffix(".txt") {
          strays.append(SkippedSample(name: file.path, reason: "no .txt file"))
        } else if file.size == 0 || file.size > Self.byteLimit {
          strays.append(SkippedSample(name: file.path, reason: "\(file.size) bytes"))
        } else {
          files.append((file.path, label, file.size))
        }
      }
    }
    guard !files.isEmpty else { throw .malformed("\(root): no .txt file in its folders") }
    self.root = root
    self.classNames = classes
    self.strays = strays
    self.files = files
  }

  public var count: Int { files.count }
  public func label(at index: Int) -> Int { files[index].label }
  public func name(at index: Int) -> String { files[index].path }

  public func text(at index: Int) throws -> String { try repairedText(at: index).text }

  public func repairedText(at index: Int) throws -> RepairedText {
    do {
      return RepairedText(try MappedFile(files[index].path).content)
    } catch {
      throw DatasetError(error)
    }
  }

  /// The SHA-256 of the files' names below the root, and their sizes.
  public var fingerprint: String {
    let lines = files.map { "\($0.path.dropFirst(root.count))\0\($0.size)\n" }
    return sha256(of: lines.joined().utf8)
  }
}

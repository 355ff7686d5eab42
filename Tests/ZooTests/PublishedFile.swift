import Files
import Foundation

/// A copy of the command for which weights called `test` are published at an address.
struct PublishedFile {
  /// The copy.
  let executable: String
  /// Where the weights go.
  let path: String
  /// Their SHA-256.
  let hash: String

  /// Links the command into a folder and puts a manifest beside it.
  ///
  /// - Parameters:
  ///   - content: What is said to be published.
  ///   - url: Where.
  ///   - folder: A folder for the command, whose `home` is the cache.
  /// - Throws: Where the files cannot be written.
  init(_ content: [UInt8], at url: String, in folder: Folder) throws {
    let files = FileManager.default
    executable = folder.file("bin/zoo")
    path = folder.file("home/weights/test.safetensors")
    hash = sha256(of: content)
    let place = folder.file("bin/Weights")
    if !files.fileExists(atPath: place) {
      try files.createDirectory(atPath: place, withIntermediateDirectories: true)
      let built = try Command.executable.path
      // Another file system takes a copy.
      if link(built, executable) != 0 { try files.copyItem(atPath: built, toPath: executable) }
    }
    let entry: [String: Any] = [
      "name": "test", "model": "vgg16", "file": "test.safetensors", "url": url, "sha256": hash,
      "bytes": content.count, "licence": "-", "source": "-", "metric": "-", "command": "-",
    ]
    try JSONSerialization.data(withJSONObject: [entry])
      .write(to: URL(filePath: place + "/manifest.json"))
  }
}

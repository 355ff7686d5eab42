import Files
import Glibc

/// Unpacks one folder of a zip archive: all of it or nothing, and nothing outside.
struct ArchiveUnpacker {
  let archive: String
  /// The folder in the archive.
  let folder: String

  /// The most bytes that are written.
  private static let sizeLimit = 4 << 30

  /// Unpacks into `destination/folder`, which appears when it is complete.
  func unpack(into destination: String) throws(DatasetError) {
    do {
      try unpackFiles(into: destination)
    } catch {
      throw DatasetError(error)
    }
  }

  private func unpackFiles(into destination: String) throws(FileError) {
    let zip = try ZipArchive(MappedFile(archive))
    var members: [(entry: ZipEntry, path: String)] = []
    var size = 0
    for entry in zip.entries {
      guard let path = try safePath(of: entry.name) else { continue }
      size += entry.count
      guard size <= Self.sizeLimit else {
        throw .malformed("\(archive): more than \(Self.sizeLimit >> 30) GiB when unpacked")
      }
      members.append((entry, path))
    }
    guard !members.isEmpty else { throw .malformed("\(archive): it has no folder \(folder)") }
    let target = "\(destination)/\(folder)"
    let partial = "\(destination)/.\(folder)-\(getpid())-\(UInt64.random(in: 0...(.max)))"
    defer { remove(tree: partial) }
    for (entry, path) in members {
      let file = "\(partial)/\(path)"
      try createFolder(Files.folder(of: file))
      let content = try zip.content(of: entry, limit: 1 << 28)
      try writeAtomically(to: file) { (output) throws(FileError) in try output.write(content) }
    }
    guard rename(partial, target) == 0 || isFolder(target) else {
      throw .cannotCreate("\(target): \(String(cString: strerror(errno)))")
    }
  }

  /// The path below the folder; nil for what is not in it, or is a folder itself.
  private func safePath(of name: String) throws(FileError) -> String? {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    let isUnsafe = parts.contains { $0 == ".." || $0 == "." || $0.contains("\\") }
    guard !isUnsafe, !name.hasPrefix("/"), !name.utf8.contains(0) else {
      throw .malformed("\(archive): the member '\(escaped(name))' leaves its folder")
    }
    guard parts.count > 1, parts[0] == folder, parts.last != "" else { return nil }
    guard !parts.contains("") else { return nil }
    return parts.dropFirst().joined(separator: "/")
  }

  private func remove(tree path: String) {
    var facts = stat()
    guard lstat(path, &facts) == 0 else { return }
    if facts.st_mode & S_IFMT == S_IFDIR, let stream = opendir(path) {
      var names: [String] = []
      while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." { names.append(name) }
      }
      closedir(stream)
      for name in names { remove(tree: "\(path)/\(name)") }
      rmdir(path)
    } else {
      unlink(path)
    }
  }
}

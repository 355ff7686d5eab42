import Files
import Glibc

/// Unpacks one folder of zip, tar or packed tar archives: all of it or nothing, and nothing outside.
struct ArchiveUnpacker {
  /// The archives, all with the folder.
  let archives: [String]
  /// The folder in the archives.
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
    let target = "\(destination)/\(folder)"
    let partial = "\(destination)/.\(folder)-\(getpid())-\(UInt64.random(in: 0...(.max)))"
    defer { remove(tree: partial) }
    var size = 0
    for archive in archives {
      var file = try MappedFile(archive)
      if file.bytes.starts(with: [0x1F, 0x8B]) {
        let content = try inflateGzip(file.bytes, name: archive, limit: Self.sizeLimit)
        file = MappedFile(content: content, path: archive)
      }
      if TarArchive.isTar(file) {
        try unpack(TarArchive(file), of: archive, into: partial, &size)
      } else {
        try unpack(ZipArchive(file), of: archive, into: partial, &size)
      }
    }
    guard rename(partial, target) != 0 else { return }
    let code = errno
    // Another process may have been faster.
    guard isFolder(target) else { throw FileError.writing(target, code) }
  }

  private func unpack(
    _ zip: ZipArchive, of archive: String, into partial: String, _ size: inout Int
  ) throws(FileError) {
    var members: [(entry: ZipEntry, path: String)] = []
    for entry in zip.entries {
      guard let path = try safePath(of: entry.name, in: archive) else { continue }
      try add(entry.count, to: &size, archive)
      members.append((entry, path))
    }
    guard !members.isEmpty else { throw .malformed("\(archive): it has no folder \(folder)") }
    for (entry, path) in members {
      let file = "\(partial)/\(path)"
      try createFolder(Files.folder(of: file))
      let content = try zip.content(of: entry, limit: 1 << 28)
      try writeAtomically(to: file) { (output) throws(FileError) in try output.write(content) }
    }
  }

  private func unpack(
    _ tar: TarArchive, of archive: String, into partial: String, _ size: inout Int
  ) throws(FileError) {
    var members: [(range: Range<Int>, path: String)] = []
    for entry in tar.entries {
      guard let path = try safePath(of: entry.name, in: archive) else { continue }
      try add(entry.range.count, to: &size, archive)
      members.append((entry.range, path))
    }
    guard !members.isEmpty else { throw .malformed("\(archive): it has no folder \(folder)") }
    var last = ""
    for (range, path) in members {
      let file = "\(partial)/\(path)"
      let folder = Files.folder(of: file)
      if folder != last { try createFolder(folder) }
      last = folder
      // Tens of thousands of files, none of any use before the folder has its name: no syncing.
      try write(UnsafeRawBufferPointer(rebasing: tar.file.bytes[range]), to: file)
      tar.file.release(0..<range.upperBound)
    }
    sync()
  }

  private func add(_ count: Int, to size: inout Int, _ archive: String) throws(FileError) {
    size += count
    guard size <= Self.sizeLimit else {
      throw .malformed("\(archive): more than \(Self.sizeLimit >> 30) GiB when unpacked")
    }
  }

  private func write(_ bytes: UnsafeRawBufferPointer, to path: String) throws(FileError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileError.writing(path) }
    defer { close(descriptor) }
    var done = 0
    while done < bytes.count {
      let count = Glibc.write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let code = errno
        throw FileError.writing(path, code, byteCount: bytes.count - done)
      }
      done += count
    }
  }

  /// The path below the folder; nil for what is not in it, or is a folder itself.
  private func safePath(of name: String, in archive: String) throws(FileError) -> String? {
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

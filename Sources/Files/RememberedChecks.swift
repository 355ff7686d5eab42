import Glibc

/// What was once computed from a large file's whole content, remembered as long as its size and
/// modification time stay the same: half a gigabyte is not hashed at every start.
public struct RememberedChecks: Sendable {
  private let home: CacheHome
  /// Smaller files are checked each time.
  private let minimumCount: Int

  /// Remembers in the cache `home`.
  ///
  /// - Parameters:
  ///   - home: The cache.
  ///   - minimumCount: Files smaller than this, in bytes, are checked each time.
  public init(in home: CacheHome = .current, minimumCount: Int = 32 << 20) {
    self.home = home
    self.minimumCount = minimumCount
  }

  /// The result of the check `name` of the file at `path`: the remembered one, or that of `body`.
  ///
  /// - Throws: What `body` throws; nothing is remembered then.
  public func result<Failure: Error>(
    of name: String, for path: String, _ body: () throws(Failure) -> String
  ) throws(Failure) -> String {
    guard let stamp = Self.stamp(of: path, minimumCount), let file = record(of: name, for: path)
    else { return try body() }
    if let known = try? MappedFile(file, intoMemory: true) {
      let lines = String(decoding: known.bytes, as: UTF8.self).split(separator: "\n")
      if lines.count == 2, lines[0] == stamp { return String(lines[1]) }
    }
    let result = try body()
    // A cache that cannot be written costs the next start some time, nothing else. What changed
    // during the check is not remembered.
    if Self.stamp(of: path, minimumCount) == stamp {
      try? createFolder(home.checks)
      try? writeAtomically(to: file) { (file) throws(FileError) in
        try file.write("\(stamp)\n\(result)\n")
      }
    }
    return result
  }

  /// The SHA-256 of the file at `path`.
  ///
  /// - Throws: `FileError`, when the file cannot be read.
  public func sha256(ofFile path: String) throws(FileError) -> String {
    try result(of: "sha256", for: path) { () throws(FileError) in
      try Files.sha256(ofFile: path)
    }
  }

  private func record(of name: String, for path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    let key = Files.sha256(of: String(cString: real).utf8).prefix(24)
    return "\(home.checks)/\(key).\(name)"
  }

  /// What identifies the content without reading it; nil when it is small or missing.
  private static func stamp(of path: String, _ minimumCount: Int) -> String? {
    var facts = stat()
    guard stat(path, &facts) == 0, Int(facts.st_size) >= minimumCount else { return nil }
    let time = facts.st_mtim
    return "\(facts.st_size) \(time.tv_sec).\(time.tv_nsec) \(facts.st_dev) \(facts.st_ino)"
  }
}

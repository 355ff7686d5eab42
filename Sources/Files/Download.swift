import Foundation
import Glibc

/// A file to fetch over HTTP, resumed where an earlier attempt ended, and put in its place only
/// when its checksum is right.
public struct Download: Sendable {
  /// The address, `https` or `http`.
  public let url: String
  /// Where the file goes.
  public let destination: String
  /// The expected SHA-256, or how it begins, in hexadecimal; empty when none is published.
  public let sha256: String
  /// The expected size, in bytes, when it is known.
  public let byteCount: Int?
  /// The longest time to wait for the first answer of a server.
  public var connectTimeout: Duration = .seconds(5)
  /// The longest time to wait for more data; fewer than a kilobyte a second counts as none.
  public var stallTimeout: Duration = .seconds(60)
  /// The first pause before another attempt; each further one is twice as long.
  package var firstPause: Duration = .seconds(1)
  /// How often to try, when a server is busy or a connection breaks.
  public var attemptCount = 4

  /// How much has arrived.
  public struct Progress: Sendable {
    /// The bytes that are here.
    public let received: Int
    /// The bytes of the whole file, when the server says.
    public let total: Int?
  }

  /// Describes a download.
  ///
  /// - Parameters:
  ///   - url: The address, `https` or `http`.
  ///   - destination: Where the file goes.
  ///   - sha256: The expected SHA-256, or how it begins; empty when none is published.
  ///   - byteCount: The expected size, when it is known.
  public init(url: String, to destination: String, sha256: String, byteCount: Int? = nil) {
    self.url = url
    self.destination = destination
    self.sha256 = sha256.lowercased()
    self.byteCount = byteCount
  }

  /// Fetches the file, unless another process has just done so.
  ///
  /// - Parameter progress: Called with each piece that arrives, from another thread.
  /// - Throws: `FileError.unavailable` when the server cannot give the file, or gives another one;
  ///   other cases when it cannot be stored.
  public func run(
    progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) async throws(FileError) {
    guard let address = URL(string: url), ["http", "https"].contains(address.scheme) else {
      throw .unavailable("\(url): not an http or https address")
    }
    try createFolder(folder(of: destination))
    let part = try await PartialFile(
      for: destination, byteCount: byteCount, waitsAtMost: stallTimeout)
    defer { part.close() }
    if isRegularFile(destination), (try? verify(destination)) != nil { return }
    if part.count == byteCount, part.validator != nil, (try? verify(part.path)) != nil {
      // Only its name lacked.
      return try part.commit(to: destination)
    }
    var pause = firstPause
    for attempt in 1... {
      let outcome = await Transfer(
        address: address, part: part, connectTimeout: connectTimeout, stallTimeout: stallTimeout,
        limit: byteCount, progress: progress
      ).run()
      switch outcome {
      case .complete: return try accept(part)
      case .failed(let error): throw error
      case .refused(let reason):
        if let byteCount, part.count > byteCount { part.delete() }
        throw unavailable(reason)
      case .interrupted(let reason, let retryAfter):
        guard attempt < attemptCount else { throw unavailable(reason) }
        try? await Task.sleep(for: min(retryAfter ?? pause, .seconds(30)))
        if Task.isCancelled { throw unavailable("interrupted") }
        pause *= 2
      }
    }
  }

  /// Checks the received file and gives it its name; a wrong one is deleted.
  private func accept(_ part: PartialFile) throws(FileError) {
    do {
      try verify(part.path)
    } catch {
      part.delete()
      throw error
    }
    try part.commit(to: destination)
  }

  private func verify(_ path: String) throws(FileError) {
    var facts = stat()
    guard stat(path, &facts) == 0 else { throw FileError.reading(path) }
    if let byteCount, Int(facts.st_size) != byteCount {
      throw unavailable("it has \(facts.st_size) bytes instead of \(byteCount)")
    }
    let found = try Files.sha256(ofFile: path)
    guard found.hasPrefix(sha256) else {
      throw unavailable("its SHA-256 is \(found), not \(shownHash(sha256)); it was thrown away")
    }
  }

  private func unavailable(_ reason: String) -> FileError {
    let size = byteCount.map { ", \($0) bytes" } ?? ""
    let hash = sha256.isEmpty ? "" : ", SHA-256 \(shownHash(sha256))"
    return .unavailable(
      "cannot fetch \(url): \(reason) — or put the file\(size)\(hash) at \(destination) by hand")
  }
}

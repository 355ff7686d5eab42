import Files
import Foundation

/// The registered weights, and the way from a name to a file.
///
/// A name resolves to, in this order: a path that is given; the cache; a download, unless offline
/// or it cannot be kept; what ships with the zoo.
public struct WeightsRegistry: Sendable {
  /// What is registered, in the order of preference.
  public let entries: [WeightsEntry]
  /// Where shipped files may be.
  public let shippedFolders: [String]
  /// Where fetched files are.
  public let home: CacheHome

  /// Registers `entries`.
  ///
  /// - Parameters:
  ///   - entries: What is registered, in the order of preference.
  ///   - shippedFolders: Where shipped files may be.
  ///   - home: Where fetched files are.
  public init(entries: [WeightsEntry], shippedFolders: [String], home: CacheHome = .current) {
    self.entries = entries
    self.shippedFolders = shippedFolders
    self.home = home
  }

  /// Reads a manifest.
  ///
  /// - Parameters:
  ///   - path: The manifest, a JSON array.
  ///   - shippedFolders: Where shipped files may be.
  ///   - home: Where fetched files are.
  /// - Throws: `CheckpointError`, when it cannot be read.
  public init(
    manifest path: String, shippedFolders: [String], home: CacheHome = .current
  ) throws(CheckpointError) {
    let file = try withFiles { () throws(FileError) in try MappedFile(path, intoMemory: true) }
    do {
      entries = try JSONDecoder().decode([WeightsEntry].self, from: Data(file.bytes))
    } catch {
      throw .malformed("\(path): not a manifest of weights: \(error)")
    }
    self.shippedFolders = shippedFolders
    self.home = home
  }

  /// The entry called `name`, or whose file is.
  public subscript(name: String) -> WeightsEntry? {
    entries.first { $0.name == name || $0.file == name }
  }

  /// The file of an entry, if it is at hand: fetched before, or shipped.
  public func located(_ entry: WeightsEntry) -> ResolvedWeights? {
    let fetched = "\(home.weights)/\(entry.file)"
    if isRegularFile(fetched) {
      return ResolvedWeights(path: fetched, entry: entry, origin: .home, remark: nil)
    }
    for folder in shippedFolders where isRegularFile("\(folder)/\(entry.file)") {
      return ResolvedWeights(
        path: "\(folder)/\(entry.file)", entry: entry, origin: .shipped, remark: nil)
    }
    return nil
  }

  /// The file that `name` means, without connecting: a path, an entry's name, or a model's.
  ///
  /// For a model the best weights at hand are taken.
  ///
  /// - Throws: `CheckpointError`, when nothing is called so or nothing is at hand.
  public func located(_ name: String) throws(CheckpointError) -> ResolvedWeights {
    try resolved(name, failure: nil)
  }

  /// The file that `name` means, fetched when it has to be.
  ///
  /// - Parameters:
  ///   - name: A path, the name of an entry, or a model's.
  ///   - offline: Whether never to connect.
  ///   - progress: Called with each piece that arrives, from another thread.
  /// - Returns: The file, and what to tell the user if it is not the best one.
  /// - Throws: `CheckpointError`, when nothing is called so or nothing can be had.
  public func resolve(
    _ name: String, offline: Bool,
    progress: @escaping @Sendable (Download.Progress) -> Void = { _ in }
  ) async throws(CheckpointError) -> ResolvedWeights {
    if !offline, !isPath(name), let best = candidates(for: name).first, best.url != nil,
      located(best)?.origin != .home
    {
      do {
        return try await pull(best, progress: progress)
      } catch .file(let failure) where failure.isOfFetching {
        return try resolved(name, failure: failure)
      } catch {
        throw error
      }
    }
    return try located(name)
  }

  /// Fetches the file of an entry into the cache, unless it is there.
  ///
  /// - Parameters:
  ///   - entry: What to fetch.
  ///   - progress: Called with each piece that arrives, from another thread.
  /// - Returns: The file.
  /// - Throws: `CheckpointError`, when it cannot be fetched or stored.
  public func pull(
    _ entry: WeightsEntry, progress: @escaping @Sendable (Download.Progress) -> Void = { _ in }
  ) async throws(CheckpointError) -> ResolvedWeights {
    let path = "\(home.weights)/\(entry.file)"
    if isRegularFile(path) {
      try verify(path, entry)
      return ResolvedWeights(path: path, entry: entry, origin: .home, remark: nil)
    }
    guard let url = entry.url else {
      throw .file(.unavailable("\(entry.name) is not published: it ships with the zoo"))
    }
    do {
      try await CacheHome.fetch(
        Download(url: url, to: path, sha256: entry.sha256, byteCount: entry.bytes),
        progress: progress)
    } catch {
      throw .file(error)
    }
    return ResolvedWeights(path: path, entry: entry, origin: .downloaded, remark: nil)
  }

  /// Checks a file against what is registered about it; the hash of a large one is remembered.
  ///
  /// - Throws: `CheckpointError`, when size or hash differ.
  public func verify(_ path: String, _ entry: WeightsEntry) throws(CheckpointError) {
    let found = try withFiles { () throws(FileError) in
      try RememberedChecks(in: home).sha256(ofFile: path)
    }
    guard found.hasPrefix(entry.sha256.lowercased()) else {
      throw .malformed(
        "\(path): its SHA-256 is \(found), registered is \(shownHash(entry.sha256)) — delete it and fetch it"
          + " again: zoo weights pull \(entry.name)")
    }
  }
}

extension WeightsRegistry {
  /// How files of weights end.
  private static let endings = [".safetensors", ".pth", ".pt", ".bin", ".pth.tar", ".npz", ".npy"]

  /// Whether `name` means a file: it has a slash, or is there or ends like one, and no entry and no
  /// model is called so.
  private func isPath(_ name: String) -> Bool {
    if name.contains("/") { return true }
    if entries.contains(where: { $0.name == name || $0.model == name }) { return false }
    if isRegularFile(name) { return true }
    return self[name] == nil && (isFolder(name) || Self.endings.contains(where: name.hasSuffix))
  }

  /// The entries that `name` may mean, the best first.
  private func candidates(for name: String) -> [WeightsEntry] {
    self[name].map { [$0] } ?? entries.filter { $0.model == name }
  }

  /// Resolves without a connection; `failure` says why a download failed, when one did.
  private func resolved(
    _ name: String, failure: FileError?
  ) throws(CheckpointError) -> ResolvedWeights {
    if isPath(name) {
      guard isRegularFile(name) else {
        throw .file(denial(of: name) ?? .notFound(Self.absence(of: name)))
      }
      return ResolvedWeights(path: name, entry: nil, origin: .path, remark: nil)
    }
    let candidates = candidates(for: name)
    guard let best = candidates.first else { throw unknown(name) }
    for candidate in candidates {
      guard let found = located(candidate) else { continue }
      try verify(found.path, candidate)
      let isAskedFor = candidate.name == best.name && (best.url != nil || name == best.name)
      guard !isAskedFor else { return found }
      let cure =
        if candidate.name == best.name {
          " — name others with --weights"
        } else {
          ", not \(best.name)"
            + (failure.map { ": \($0)" } ?? " — get it with: zoo weights pull \(best.name)")
        }
      let remark = "\(candidate.name), which ships with the zoo (\(candidate.metric))" + cure
      return ResolvedWeights(
        path: found.path, entry: candidate, origin: found.origin, remark: remark)
    }
    throw .file(
      failure
        ?? .unavailable(
          "\(best.name) is not at hand — get it with: zoo weights pull \(best.name), or put"
            + " \(best.url ?? best.file) (\(best.bytes) bytes, SHA-256 \(shownHash(best.sha256))) at"
            + " \(home.weights)/\(best.file)"))
  }

  private static func absence(of path: String) -> String {
    if isFolder(path) { return "\(path): it is a folder — give a file" }
    let isThere = FileManager.default.fileExists(atPath: path)
    return "\(path): \(isThere ? "no regular" : "no such") file — check the path"
  }

  private func unknown(_ name: String) -> CheckpointError {
    let names = entries.map(\.name)
    let nearest = nearestName(to: name, among: names).map { ", did you mean '\($0)'?" } ?? ""
    return .unknownName(
      "no weights are called '\(name)'\(nearest) — registered: \(names.joined(separator: ", "))")
  }
}

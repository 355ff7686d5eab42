import Glibc

/// The folder of everything fetched: `$ZOO_HOME`, or `~/.cache/zoo`.
public struct CacheHome: Sendable {
  /// The folder, which may not exist yet.
  public let path: String

  /// Uses the folder `path`.
  public init(_ path: String) {
    self.path = path
  }

  /// The folder that the environment names.
  public static var current: CacheHome {
    if let home = variable("ZOO_HOME") { return CacheHome(home) }
    if let home = variable("HOME") { return CacheHome("\(home)/.cache/zoo") }
    return CacheHome("/tmp/zoo-\(getuid())")
  }

  /// Where fetched weights are.
  public var weights: String { "\(path)/weights" }
  /// Where fetched data sets are.
  public var data: String { "\(path)/data" }
  /// Where the results of earlier checks are remembered.
  var checks: String { "\(path)/checks" }

  /// Fetches a file that is kept here.
  ///
  /// - Parameters:
  ///   - download: What to fetch, with a place in this folder.
  ///   - progress: Called with each piece that arrives, from another thread.
  /// - Throws: `FileError`, as `Download.run` does; where there is no right to write here, with what can
  ///   be done.
  package static func fetch(
    _ download: Download, progress: @escaping @Sendable (Download.Progress) -> Void
  ) async throws(FileError) {
    do {
      try await download.run(progress: progress)
    } catch .permission(let reason) {
      throw .permission("\(reason) with ZOO_HOME")
    } catch .cannotCreate(let reason) {
      throw .cannotCreate("\(reason), or another folder with ZOO_HOME")
    } catch {
      throw error
    }
  }

  private static func variable(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }
}

import Foundation

/// The small weights that come with the zoo, and the manifest of all registered ones.
///
/// They are found from any working directory: beside the executable, in the share folder of an
/// installation, or among the resources of the package.
public enum ShippedWeights {
  /// The folders that may hold shipped files, those that exist.
  public static var folders: [String] {
    roots.flatMap { [$0 + "/files", $0] }.filter(FileManager.default.fileExists(atPath:))
  }

  /// The manifest of all registered weights; nil when the program was installed without it.
  public static var manifest: String? {
    roots.map { $0 + "/manifest.json" }.first(where: FileManager.default.fileExists(atPath:))
  }

  /// The file called `name`; nil when it does not ship.
  public static func path(of name: String) -> String? {
    folders.map { $0 + "/" + name }.first(where: FileManager.default.fileExists(atPath:))
  }

  /// Where `files` and `manifest.json` may be, the most specific place first.
  private static var roots: [String] {
    guard let folder = executableFolder else { return [] }
    let prefix = folder.deletingLastPathComponent()
    return [
      folder.appendingPathComponent("Weights"),
      prefix.appendingPathComponent("share/zoo"),
      // `Bundle.module` would end the program where the resources are missing.
      folder.appendingPathComponent("swift-model-zoo_ShippedWeights.resources"),
    ].map(\.path)
  }

  /// The folder of the running program, links resolved.
  private static var executableFolder: URL? {
    let link = "/proc/self/exe"
    guard let path = try? FileManager.default.destinationOfSymbolicLink(atPath: link) else {
      return Bundle.main.executableURL?.deletingLastPathComponent()
    }
    return URL(fileURLWithPath: path).deletingLastPathComponent()
  }
}
